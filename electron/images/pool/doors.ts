/**
 * Shuts the doors of Node that a decoder has no business at: the network, other programs, other files, Electron. It is done before any decoder is loaded, in every
 * thread of the process. Code of a decoder that runs as JavaScript or WebAssembly finds them shut. Native code (sharp on macOS and Windows) that was
 * taken over by a hostile file could still ask the system itself: what it finds then is a process without the key and without an environment.
 */
import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import inspector from 'node:inspector';
import Module, { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import threads from 'node:worker_threads';
import { shutFiles } from './file-doors.ts';

/** Words before the file that a thread of a decoder really runs. */
const RUN = '--thread-of-a-decoder';

/** What a shut door says. Not an arrow function: libraries make classes of what is behind these doors while they load. */
function refuse(): never {
  throw new Error('The process that decodes pictures has no network and starts no programs');
}

/** Globals by which a page or a program reaches the network. */
const globals = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'];
/** Ways past the modules: to their inner parts, and to other processes. */
const inner = ['_linkedBinding', 'kill', '_kill', '_debugProcess'];

/**
 * Shuts them for this thread and those that it starts.
 * @param entry - this bundle: every further thread begins with it
 */
export function shutDoors(entry: string): void {
  for (const whole of [http, https, http2, dns, dns.promises, dgram, childProcess, cluster, inspector])
    shut(whole, Object.keys(whole));
  // The class stays: stderr is one of them
  shut(net, ['connect', 'createConnection', 'createServer']);
  shut(net.Socket.prototype, ['connect']);
  shut(net.Server.prototype, ['listen']);
  shut(dgram.Socket.prototype, ['bind', 'connect', 'send']);
  shut(tls, ['connect', 'createServer']);
  shut(globalThis, globals);
  shut(process, inner);
  shutFiles(entry);
  shutInnerParts();
  shutElectron();
  Object.defineProperty(threads, 'Worker', { value: guardedWorker(entry), writable: false, configurable: false });
  syncBuiltinESMExports();
}

function shut(holder: object, names: readonly string[]): void {
  for (const name of names) {
    if (typeof Reflect.get(holder, name) !== 'function') continue;
    // Electron puts functions of its own in the place of some while a decoder loads (for files in archives): they do not get there
    Object.defineProperty(holder, name, { get: () => refuse, set: () => undefined, configurable: false, enumerable: true });
  }
}

/** Node's inner parts. The WebAssembly build of sharp asks them for numbers (what O_APPEND is), and gets those. */
function shutInnerParts(): void {
  const binding: unknown = Reflect.get(process, 'binding');
  if (typeof binding !== 'function') return;
  const numbers: unknown = Reflect.apply(binding, process, ['constants']);
  Object.defineProperty(process, 'binding', {
    value: (name: unknown) => (name === 'constants' ? numbers : refuse()),
    writable: false,
    configurable: false,
  });
}

/** Newer versions of Electron have their own network in such a process. */
function shutElectron(): void {
  const load: unknown = Reflect.get(Module, '_load');
  if (typeof load !== 'function') return;
  const guarded = function (this: unknown, request: unknown, ...rest: readonly unknown[]): unknown {
    if (typeof request === 'string' && /^electron(?:\/|$)/.test(request)) refuse();
    return Reflect.apply(load, this, [request, ...rest]);
  };
  Reflect.set(Module, '_load', guarded);
}

/** A thread has modules of its own, so it begins with this bundle, which shuts its doors and then runs what was wanted (runThread). */
function guardedWorker(entry: string): typeof threads.Worker {
  return class extends threads.Worker {
    constructor(file: string | URL, options: threads.WorkerOptions = {}) {
      if (options.eval === true) refuse();
      const { execArgv: _execArgv, argv = [], ...kept } = options;
      super(entry, { ...kept, argv: [...(argv as readonly unknown[]), RUN, file.toString()] }); // any[] in Node's types
    }
  };
}

/** In a thread of a decoder: the file that it was started for; null: this is no such thread. */
export function threadFile(argv: readonly string[]): string | null {
  return argv.at(-2) === RUN ? (argv.at(-1) ?? null) : null;
}
