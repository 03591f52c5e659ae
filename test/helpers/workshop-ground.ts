/** What most tests of the money path stand on: a folder of its own for each test, and workshops in it that are closed after it. */
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openWorkshop, temporaryFolder, type Workshop, type WorkshopOptions } from './workshop.ts';

export interface WorkshopGround {
  /** The folder of the test that runs. */
  readonly path: string;
  /** Opens a workshop, in `home` of the folder unless told; it is closed when the test is over. */
  readonly open: (options?: Partial<WorkshopOptions>) => Promise<Workshop>;
  /** The test has closed its workshops itself. */
  readonly letGo: () => void;
}

/** Call it once at the top of a test file: it prepares before each test and tidies after it. */
export function workshopGround(): WorkshopGround {
  let folder: Awaited<ReturnType<typeof temporaryFolder>> | null = null;
  const workshops: Workshop[] = [];
  const path = (): string => {
    if (folder === null) throw new Error('There is a folder only while a test runs');
    return folder.path;
  };
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    for (const workshop of workshops.splice(0)) await workshop.close();
    await folder?.remove();
    folder = null;
  });
  return {
    get path() {
      return path();
    },
    open: async (options = {}) => {
      const workshop = await openWorkshop({ home: join(path(), 'home'), ...options });
      workshops.push(workshop);
      return workshop;
    },
    letGo: () => {
      workshops.length = 0;
    },
  };
}
