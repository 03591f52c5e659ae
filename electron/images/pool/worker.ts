/** Entry of an image worker: does one task at a time for the pool in the main thread. */
import { parentPort } from 'node:worker_threads';
import { toProblem } from '../../contract/errors.ts';
import { createInlineImages } from '../inline.ts';
import type { TaskCall, TaskValue, WorkerReply } from './pool-messages.ts';

const images = createInlineImages();

async function run(call: TaskCall): Promise<TaskValue> {
  switch (call.task) {
    case 'inspect':
      return await images.inspect(...call.input);
    case 'verify':
      return await images.verify(...call.input);
    case 'details':
      return await images.details(...call.input);
    case 'hash':
      return await images.hash(...call.input);
    case 'prepare':
      return await images.prepare(...call.input);
    case 'finish':
      return await images.finish(...call.input);
    case 'rendition':
      return await images.rendition(...call.input);
  }
}

async function answer(call: TaskCall): Promise<WorkerReply> {
  try {
    return { type: 'done', value: await run(call) };
  } catch (thrown) {
    return { type: 'failed', problem: toProblem(thrown) };
  }
}

/** Memory that can change hands instead of being copied: the bytes of a reply are made for it and used by nobody else. */
function transferable(reply: WorkerReply): ArrayBuffer[] {
  if (reply.type !== 'done' || typeof reply.value === 'string') return [];
  const bytes = reply.value instanceof Uint8Array ? reply.value : 'bytes' in reply.value ? reply.value.bytes : null;
  if (!(bytes?.buffer instanceof ArrayBuffer)) return [];
  return bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : []; // a part of a larger memory is copied
}

parentPort?.on('message', (call: TaskCall) => {
  void answer(call).then((reply) => {
    parentPort?.postMessage(reply, transferable(reply));
  });
});
parentPort?.postMessage({ type: 'ready' } satisfies WorkerReply);
