/** Entry of the thread that walks through folders: one walk after the other, or several at once, each at the pace of whoever takes its batches. */
import { parentPort } from 'node:worker_threads';
import { toThreadSchema, type FromThread, type ToThread } from './walk-messages.ts';
import { walkAll } from './walks.ts';

const say = (message: FromThread): void => {
  parentPort?.postMessage(message);
};

/** Walks whose last batch is not taken yet. */
const waiting = new Map<number, (isUnwanted: boolean) => void>();

async function run({ id, plan }: Extract<ToThread, { type: 'walk' }>): Promise<void> {
  let isOver = false;
  try {
    const walked = await walkAll(
      plan,
      async (entries) => {
        say({ type: 'batch', id, entries: [...entries] });
        isOver ||= await new Promise<boolean>((resolve) => waiting.set(id, resolve));
      },
      () => isOver,
    );
    say({ type: 'done', id, walked });
  } catch (thrown) {
    say({ type: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

parentPort?.on('message', (message: unknown) => {
  const asked = toThreadSchema.parse(message);
  if (asked.type === 'walk') void run(asked);
  else waiting.get(asked.id)?.(asked.isUnwanted);
});
