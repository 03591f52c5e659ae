/** One Darkslide at a time for each data folder: a second start hands its files to the first and ends. */
import { app } from 'electron';
import { z } from 'zod';
import { takeList } from './handed-over.ts';

/** Few files by name, or a list of many: NOTE(handed-over). */
const handedOver = z.union([
  z.object({ list: z.string().max(100) }),
  z.object({ files: z.array(z.string().min(1).max(32_767)).max(10_000) }),
]);
export type HandedOver = z.infer<typeof handedOver>;

interface InstanceParts {
  /** The data folder. */
  readonly home: string;
  /** Named at this start. */
  readonly given: HandedOver;
  /** A second start happened, or the system asked to open files: bring up the window and take the files. */
  readonly opened: (files: readonly string[]) => void;
  readonly log: (line: string) => void;
}

/** The files behind what was handed over. */
export function filesOf(home: string, given: HandedOver, log: (line: string) => void): readonly string[] {
  if ('files' in given) return given.files;
  const files = takeList(home, given.list);
  if (files === null) log('A list of files that was handed over cannot be read.');
  return files ?? [];
}

/**
 * True: this is the first. False: another one has been told, and this one must end. Call it before ready and after the
 * data folder is set, because the lock belongs to that folder.
 */
export function becomeOnlyInstance({ home, given, opened, log }: InstanceParts): boolean {
  if (!app.requestSingleInstanceLock(given)) return false;
  app.on('second-instance', (_event, _words, _folder, data) => {
    const parsed = handedOver.safeParse(data);
    if (!parsed.success) log('A second start handed over something that is no list of files.');
    opened(parsed.success ? filesOf(home, parsed.data, log) : []);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    opened([file]);
  });
  return true;
}
