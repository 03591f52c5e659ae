/** Runs where a decoder would, behind shut doors, and tries to get out by every way that Node has. Tells its owner which ones opened. */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { createRequire } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { shutDoors, threadFile } from '../../electron/images/pool/doors.ts';

/** Each way, with what it is tried by; a promise that rejects is a door that is shut as well. */
function ways(port: number): Record<string, () => unknown> {
  const address = `http://127.0.0.1:${String(port)}/`;
  const again = createRequire(__filename);
  const named = again('node:net') as typeof net; // the module itself
  return {
    fetch: async () => await fetch(address),
    WebSocket: () => new (Reflect.get(globalThis, 'WebSocket') as new (to: string) => unknown)(address.replace('http', 'ws')),
    'http.get': () => http.get(address),
    'http.request': () => http.request(address).end(),
    'https.get': () => https.get(address),
    'http2.connect': () => http2.connect(address),
    'net.connect': () => net.connect(port),
    'required net': () => named.createConnection(port),
    'new net.Socket': () => new net.Socket().connect(port),
    'net.Server': () => new net.Server().listen(0),
    'tls.connect': () => tls.connect(port),
    'dgram.createSocket': () => dgram.createSocket('udp4'),
    'dns.lookup': () => {
      dns.lookup('localhost', () => undefined);
    },
    'dns.promises': async () => await dns.promises.lookup('localhost'),
    'child_process.spawn': () => childProcess.spawn('true'),
    'child_process.execSync': () => childProcess.execSync('true'),
    'process.binding': () => (Reflect.get(process, 'binding') as (name: string) => unknown)('tcp_wrap'),
    'another file': () => fs.readFileSync('/etc/hostname'),
    'another file, by a promise': async () => await fs.promises.readFile('/etc/hostname'),
    'another file, by a stream': () => fs.createReadStream('/etc/hostname'),
    'another file, by its bytes': () => fs.openSync(Buffer.from('/etc/hostname'), 'r'),
    'another file, by an address': () => fs.statSync(new URL('file:///etc/hostname')),
    'another file, by a way round': () => fs.readFileSync(`${__dirname}/../../../../../../../../../etc/hostname`),
    'the environment of the owner': () => fs.readFileSync(`/proc/${String(process.ppid)}/environ`),
    'its own memory': () => fs.openSync('/proc/self/mem', 'r'),
    'a folder': () => fs.readdirSync('/'),
    'a new file': () => {
      fs.writeFileSync('/tmp/darkslide-inside-decoder', '');
    },
    'a file of its own, to write': () => fs.openSync(__filename, 'r+'),
    'a link': () => {
      fs.symlinkSync('/etc/hostname', '/tmp/darkslide-inside-decoder-link');
    },
    'a native part from elsewhere': () => {
      process.dlopen({ exports: {} }, '/tmp/other.node');
    },
    'process.kill': () => process.kill(process.ppid, 0),
    'a thread of text': () => new Worker('0', { eval: true }),
    'imported net': async () => {
      const { connect } = await import('node:net');
      connect(port);
    },
  };
}

/** Names of the ways that are open. */
async function tryAll(port: number): Promise<string[]> {
  const open: string[] = [];
  for (const [name, way] of Object.entries(ways(port))) {
    try {
      await way();
      open.push(name);
    } catch {
      // shut
    }
  }
  return open;
}

// What opens may break only later, and says nothing then
process.on('uncaughtException', () => undefined);

if (isMainThread) {
  const { port, shut } = JSON.parse(process.argv.at(-1) ?? '') as { port: number; shut: boolean }; // the test's own words
  const send = process.send?.bind(process);
  if (shut) shutDoors(__filename);
  void tryAll(port).then((here) => {
    const thread = new Worker(__filename, { workerData: 'as a decoder starts them' });
    thread.on('message', (there: string[]) => {
      send?.({ here, there, environment: Object.keys(process.env) });
    });
    thread.postMessage(port);
  });
} else if (threadFile(process.argv) !== null) {
  // Begun by the entry of the process in place of the file: shuts the doors, then runs that
  process.argv.splice(-2);
  shutDoors(__filename);
  answer();
} else {
  answer();
}

function answer(): void {
  parentPort?.once('message', (port: number) => {
    void tryAll(port).then((open) => {
      parentPort?.postMessage(open);
    });
  });
}
