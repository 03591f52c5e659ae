/** One Darkslide at a time for each data folder: a second start hands its files to the first and ends. */
import { app } from 'electron';
import { z } from 'zod';

const handedOver = z.object({ files: z.array(z.string().min(1).max(4096)).max(10_000) });

interface InstanceParts {
  /** Files named at this start. */
  readonly files: readonly string[];
  /** A second start happened, or the system asked to open files: bring up the window and take the files. */
  readonly opened: (files: readonly string[]) => void;
}

/**
 * True: this is the first. False: another one has been told, and this one must end. Call it before ready and after the
 * data folder is set, because the lock belongs to that folder.
 */
export function becomeOnlyInstance({ files, opened }: InstanceParts): boolean {
  if (!app.requestSingleInstanceLock({ files: [...files] })) return false;
  app.on('second-instance', (_event, _words, _folder, data) => {
    const parsed = handedOver.safeParse(data);
    opened(parsed.success ? parsed.data.files : []);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    opened([file]);
  });
  return true;
}
