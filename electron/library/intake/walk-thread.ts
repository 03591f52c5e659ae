/**
 * Entry of the thread that walks through folders: one walk after the other, or several at once, each a few batches ahead of whoever takes them. Its
 * own connection to the library only reads.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';
import { keepLogShort } from '../checkpoints.ts';
import { AHEAD, startSchema, toThreadSchema, type FromThread, type ToThread } from './walk-messages.ts';
import { walksHere } from './walks.ts';

const { file, numbers } = startSchema.parse(workerData);
const endKeeping = keepLogShort(file, numbers);
let database: InstanceType<typeof DatabaseSync> | null = null;
const walks = walksHere(() => (database ??= new DatabaseSync(file, { readOnly: true })));

const say = (message: FromThread): void => {
  parentPort?.postMessage(message);
};

interface UnderWay {
  /** Batches that are not taken yet. */
  ahead: number;
  isUnwanted: boolean;
  goOn: () => void;
}

const underWay = new Map<number, UnderWay>();

async function run({ type, id, plan }: Extract<ToThread, { type: 'names' | 'compare' }>): Promise<void> {
  const own: UnderWay = { ahead: 0, isUnwanted: false, goOn: () => undefined };
  underWay.set(id, own);
  const hand = async (message: FromThread): Promise<void> => {
    say(message);
    own.ahead += 1;
    while (own.ahead >= AHEAD && !own.isUnwanted) await new Promise<void>((resolve) => (own.goOn = resolve));
  };
  const isUnwanted = (): boolean => own.isUnwanted;
  try {
    const walked =
      type === 'names'
        ? await walks.names(
            plan,
            async (names) => {
              await hand({ type: 'names', id, ...names });
            },
            isUnwanted,
          )
        : await walks.compare(
            plan,
            async ({ entries, ids }) => {
              await hand({ type: 'strays', id, entries: [...entries], ids: [...ids] });
            },
            isUnwanted,
          );
    say({ type: 'done', id, walked: { settled: 0, ...walked } });
  } catch (thrown) {
    say({ type: 'failed', id, message: thrown instanceof Error ? thrown.message : String(thrown) });
  } finally {
    underWay.delete(id);
  }
}

parentPort?.on('message', (message: unknown) => {
  const asked = toThreadSchema.parse(message);
  if (asked.type === 'close') {
    database?.close();
    endKeeping();
    process.exit(); // walks that are under way are of no use to anybody
  }
  if (asked.type !== 'more') {
    void run(asked);
    return;
  }
  const own = underWay.get(asked.id);
  if (own === undefined) return;
  own.ahead -= 1;
  own.isUnwanted ||= asked.isUnwanted;
  own.goOn();
});
