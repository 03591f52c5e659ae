/** The doing behind the queue's buttons: one call, or one place in the window, for each next step. */
import type { Held, Job } from '../../../electron/contract/job.ts';
import { call } from '../../lib/bridge.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { useRecipe } from '../../stores/recipe-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { reportFailure } from '../../stores/report.ts';
import { useView, type SettingsPage } from '../../stores/view-store.ts';
import type { HeldAction } from './held-words.ts';
import type { JobAction } from './job-words.ts';
import type { PauseAction } from './pause-words.ts';
import { placedJobs, type Move } from './queue-moves.ts';

/** Starts something that may fail; the failure is shown to the user. */
export function run(work: () => Promise<unknown>): void {
  work().catch(reportFailure);
}

/** Asks Segmind for the balance and says it. Costs nothing. Throws CallError. */
export async function checkBalance(): Promise<void> {
  const balance = await call('account.refresh-balance', undefined);
  const view = useView.getState();
  if (balance === null) view.say('The balance is not known', true);
  else view.say(`Balance ${dollars(balance.usd)}`, true);
}

function openSettings(page: SettingsPage): void {
  useView.getState().set({ dialog: { kind: 'settings', page } });
}

/** Brings a job's recipe back into the develop panel, with its photo selected. */
function changeRecipe(job: Job): void {
  const view = useView.getState();
  const model = useSettings.getState().models.find((entry) => entry.slug === job.model);
  if (model !== undefined) useRecipe.getState().load(model, job.parameters);
  if (job.photoId !== null) view.select([job.photoId]);
  view.set({ rightTab: 'develop', rightOpen: true });
  view.show('grid');
}

/** Shows a job in the right panel. */
export function openJob(job: Job): void {
  const view = useView.getState();
  view.setActiveJob(job.id);
  view.set({ rightOpen: true });
}

/**
 * Moves waiting jobs and says where they are now. They stand in their new places at once, so that the next key moves on from there;
 * main's answer is the truth, and without one they go back.
 */
export function runMove(move: Move, words: string): void {
  const { jobs, apply } = useQueue.getState();
  const before = move.jobIds.flatMap((id) => jobs.get(id) ?? []);
  apply({ jobs: placedJobs(jobs.values(), move) });
  run(async () => {
    try {
      await call('queue.move', { jobIds: [...move.jobIds], before: move.before });
      useView.getState().say(words);
    } catch (error) {
      apply({ jobs: before });
      throw error;
    }
  });
}

/** Does what a job's button says. */
export function runJobStep(action: JobAction, job: Job): void {
  switch (action) {
    case 'retry':
      run(async () => call('queue.retry', { jobIds: [job.id] }));
      return;
    case 'remove':
      run(async () => call('queue.cancel', { jobIds: [job.id] }));
      return;
    case 'store-again': {
      const held = useQueue
        .getState()
        .summary.held.filter(({ scope, label }) => scope === job.held?.scope && label === job.held.label);
      if (held.length === 0) run(async () => call('queue.resume', undefined));
      for (const { id } of held) run(async () => call('queue.try-held', { id }));
      return;
    }
    case 'show-photo':
      run(async () => (job.photoId === null ? undefined : call('library.show-photo', { photoId: job.photoId })));
      return;
    case 'enter-key':
      openSettings('account');
      return;
    case 'change-upload':
      openSettings('privacy');
      return;
    case 'add-credits':
      run(async () => call('window.open-link', { link: 'segmind-credits' }));
      return;
    case 'check-balance':
      run(checkBalance);
      return;
    case 'show-log':
      run(async () => call('window.show-log', undefined));
      return;
    case 'change-recipe':
      changeRecipe(job);
      return;
    case 'decide':
    case 'receipt':
      openJob(job);
      return;
  }
}

/** Does what the button of a pause says. */
export function runPauseStep(action: PauseAction): void {
  switch (action) {
    case 'resume':
    case 'try-now':
    case 'store-again':
      run(async () => call('queue.resume', undefined));
      return;
    case 'check-balance':
      run(async () => {
        await checkBalance();
        await call('queue.resume', undefined);
      });
      return;
    case 'enter-key':
    case 'open-settings':
      openSettings('account');
      return;
    case 'recover-ledger':
      useView.getState().set({ dialog: { kind: 'recover-ledger' } });
      return;
    case 'open-budget':
      openSettings('budget');
      return;
    case 'show-log':
      run(async () => call('window.show-log', undefined));
      return;
  }
}

/** Does what the button of something held says. */
export function runHeldStep(action: HeldAction, held: Held): void {
  switch (action) {
    case 'try-now':
      run(async () => call('queue.try-held', { id: held.id }));
      return;
    case 'develop-left-over':
      run(async () => call('queue.develop-left-over', undefined));
      return;
    case 'open-budget':
      openSettings('budget');
      return;
  }
}

/** Takes back what a command line left over. */
export function forgetLeftOver(): void {
  run(async () => call('queue.forget-left-over', undefined));
}
