/** What can be done with rules from buttons, menus and keys; failures are said. */
import type { RuleId, RuleView } from '../../../electron/contract/rule.ts';
import { call } from '../../lib/bridge.ts';
import { plural } from '../../lib/format.ts';
import { settle } from '../../stores/report.ts';
import { useView, type ChosenFolder } from '../../stores/view-store.ts';
import { useWatch } from '../../stores/watch-store.ts';

/** Opens the dialog of a rule: a new one for `chosen`, or one that is there. `check`: at once with what it would do. */
export function openRule(id: RuleId | null, chosen: ChosenFolder | null, step: 'set' | 'check' = 'set'): void {
  useView.getState().set({ dialog: { kind: 'rule', id, chosen, step } });
}

/** Asks for a folder, then opens the dialog for it. */
export function watchFolder(): void {
  void settle(
    (async () => {
      const chosen = await call('watch.choose-folder', { kind: 'folder' });
      if (chosen !== null) openRule(null, chosen);
    })(),
  );
}

/** Shows the screen, and a rule's story in it. */
export function showWatch(id: RuleId | null = null): void {
  const view = useView.getState();
  if (id !== null) view.setActiveRule(id);
  view.show('watch');
}

export function pauseAll(paused: boolean): void {
  void settle(
    (async () => {
      await call('watch.pause-all', { paused });
      useView.getState().say(paused ? 'All watching is paused' : 'Watching goes on');
    })(),
  );
}

export function enableRule(rule: RuleView, enabled: boolean): void {
  void settle(call('watch.enable', { id: rule.id, enabled }));
}

export function showFolder(id: RuleId): void {
  void settle(call('watch.show-folder', { id }));
}

export function lookAgain(): void {
  void settle(
    (async () => {
      await call('watch.rescan', undefined);
      useView.getState().showToast('Looking through the watched folders again');
    })(),
  );
}

/** Adds what lies in the folder to the library and shows it there, to be chosen from. */
export async function chooseInGrid(rule: RuleView): Promise<void> {
  const { added, known } = await call('watch.add-to-library', { id: rule.id });
  const view = useView.getState();
  view.showSource({ kind: 'all' });
  view.show('grid');
  view.select([...added, ...known]);
  view.setActive(added[0] ?? known[0] ?? null);
  view.set({ rightOpen: true, rightTab: 'develop' });
  view.showToast(
    `${plural(added.length + known.length, 'photo')} from ${rule.folderLabel}. Nothing is sent until you press Develop.`,
  );
}

/** Results made since midnight. */
export function showTodaysResults(): void {
  const view = useView.getState();
  view.showSource({ kind: 'results', since: new Date().setHours(0, 0, 0, 0) });
  view.show('grid');
}

export async function removeRule(rule: RuleView): Promise<void> {
  await call('watch.remove', { id: rule.id });
  const view = useView.getState();
  if (view.activeRule === rule.id) view.setActiveRule(null);
  view.showToast(`${rule.name} is not watched any more. Photos and results stay.`);
}

/** True while a person holds all rules. */
export function isPaused(): boolean {
  return useWatch.getState().paused;
}
