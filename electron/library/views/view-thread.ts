/** Entry of the thread that computes views, over a connection of its own that only reads. */
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';
import { startSchema, toThreadSchema, type FromThread, type ToThread } from './view-messages.ts';
import { viewsHere } from './views.ts';

/** Between photos that came and reading them, milliseconds. */
const CATCH_UP_MS = 100;

const { file } = startSchema.parse(workerData);
let database: InstanceType<typeof DatabaseSync> | null = null;
const views = viewsHere(() => (database ??= new DatabaseSync(file, { readOnly: true })));

const say = (message: FromThread, transfer: ArrayBuffer[] = []): void => {
  parentPort?.postMessage(message, transfer);
};

async function answer(asked: Extract<ToThread, { type: 'view' | 'overview' }>): Promise<void> {
  const { id } = asked;
  try {
    if (asked.type === 'overview') {
      const { folders, ...whole } = await views.overview();
      say({ type: 'overview', id, overview: { ...whole, folders: [...folders] } });
      return;
    }
    const view = await views.view(asked.query, asked.since);
    if (view === null) {
      say({ type: 'view', id, view });
      return;
    }
    // Its arrays are handed over, not copied: nobody here needs them any more
    say(
      { type: 'view', id, view },
      [view.ids, view.aspects, view.starts].map(({ buffer }) => buffer), // made here, and shared with nobody
    );
  } catch (thrown) {
    say({ type: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

let timer: NodeJS.Timeout | null = null;
/** Photos come in by the thousand: they are read a few times a second, and not when somebody asks for a view. */
function catchUpSoon(): void {
  timer ??= setTimeout(() => {
    timer = null;
    try {
      views.catchUp();
    } catch {
      // Whoever asks next hears of it
    }
  }, CATCH_UP_MS);
}

parentPort?.on('message', (message: unknown) => {
  const asked = toThreadSchema.parse(message);
  if (asked.type === 'note') {
    views.note(asked);
    catchUpSoon();
  } else if (asked.type === 'close') {
    if (timer !== null) clearTimeout(timer);
    database?.close();
    parentPort?.close();
  } else void answer(asked);
});
