/** Inside a process that decodes: does one task at a time for its owner. Loaded after the doors are shut, because it loads the decoders. */
import { DarkslideError, toProblem } from '../../contract/errors.ts';
import type { Wire } from '../../processes/wire.ts';
import { createInlineImages } from '../inline.ts';
import { openFile } from './file-doors.ts';
import { MOST_DETAIL, type Reply, type TaskCall, type TaskValue } from './protocol.ts';
import { rehearse } from './rehearse.ts';
import type { Watchdog } from './watchdog.ts';

/** Takes tasks from now on, and says so; after a rehearsal where one is wanted. */
export async function serve({ send, onMessage }: Wire<Reply>, watchdog: Watchdog, rehearses: boolean): Promise<void> {
  const images = createInlineImages();
  const run = async (call: TaskCall): Promise<TaskValue> => {
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
      case 'words':
        return await images.words(...call.input);
      case 'finish':
        return await images.finish(...call.input);
      case 'fullSize':
        return await images.fullSize(...call.input);
      case 'rendition':
        return await images.rendition(...call.input);
    }
  };
  const answer = async (call: TaskCall): Promise<Reply> => {
    const [subject] = call.input;
    openFile(typeof subject === 'string' ? subject : null);
    try {
      return { type: 'done', value: await run(call), memory: process.memoryUsage.rss() };
    } catch (thrown) {
      const detail = thrown instanceof DarkslideError ? null : detailOf(thrown);
      return { type: 'failed', problem: toProblem(thrown), detail, memory: process.memoryUsage.rss() };
    }
  };
  onMessage((message) => {
    watchdog.watch(true);
    // The owner is our own main process, and its calls are typed where they are made (pool.ts)
    void answer(message as TaskCall).then((reply) => {
      watchdog.watch(false);
      send(reply);
    });
  });
  if (rehearses) await rehearse();
  watchdog.watch(false);
  send({ type: 'ready' });
}

function detailOf(thrown: unknown): string {
  return (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)).slice(0, MOST_DETAIL);
}
