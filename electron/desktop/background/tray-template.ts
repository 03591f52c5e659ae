/** The tray's words and menu as data. Pure. */
import type { MenuItemConstructorOptions } from 'electron';
import type { RuleView } from '../../contract/rule.ts';
import type { LatestResult } from './developed.ts';

export interface TrayState {
  readonly rules: readonly RuleView[];
  readonly paused: boolean;
  /** The newest first. */
  readonly latest: readonly LatestResult[];
}

interface TrayActs {
  readonly open: () => void;
  readonly openWatch: () => void;
  readonly pauseAll: (paused: boolean) => void;
  readonly showResult: (result: LatestResult) => void;
  readonly quit: () => void;
}

/** Longest name in the menu, letters. */
const LONGEST = 40;

/** One line: "Watching 3 folders, 12 photos wait". */
export function trayWords({ rules, paused }: Pick<TrayState, 'rules' | 'paused'>): string {
  const on = rules.filter((rule) => rule.enabled);
  if (on.length === 0) return 'No folder is watched';
  if (paused) return 'Watching is paused';
  const stopped = on.filter(({ health }) => ['suspended', 'paused', 'failed'].includes(health.state)).length;
  const waiting = on.reduce((sum, { health }) => sum + health.waiting, 0);
  const folders = `Watching ${on.length - stopped === 1 ? '1 folder' : `${String(on.length - stopped)} folders`}`;
  const parts = on.length === stopped ? [] : [folders];
  if (stopped > 0)
    parts.push(`${String(stopped)} ${on.length === stopped ? 'watched ' : ''}${stopped === 1 ? 'stands' : 'stand'} still`);
  if (waiting > 0) parts.push(waiting === 1 ? '1 photo waits' : `${waiting.toLocaleString('en-US')} photos wait`);
  return parts.join(', ');
}

/** The whole menu. On Linux a click on the icon may open it, so opening the window stands first. */
export function trayTemplate(state: TrayState, acts: TrayActs): MenuItemConstructorOptions[] {
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const some = state.rules.some((rule) => rule.enabled);
  return [
    { label: 'Open Darkslide', click: acts.open },
    line,
    { label: trayWords(state), click: acts.openWatch },
    {
      label: state.paused ? 'Go on watching' : 'Pause all',
      enabled: some,
      click: () => {
        acts.pauseAll(!state.paused);
      },
    },
    line,
    ...(state.latest.length === 0
      ? [{ label: 'No results yet', enabled: false }]
      : [
          { label: 'Last results', enabled: false },
          ...state.latest.map((result) => ({
            label: shortened(result.name),
            click: () => {
              acts.showResult(result);
            },
          })),
        ]),
    line,
    { label: 'Quit Darkslide', click: acts.quit },
  ];
}

/** In menus "&" marks a key: doubled it is itself. Long names are cut in the middle. */
function shortened(name: string): string {
  const letters = Array.from(name);
  const half = Math.floor(LONGEST / 2);
  const cut = letters.length <= LONGEST ? name : `${letters.slice(0, half - 1).join('')}…${letters.slice(-half).join('')}`;
  return cut.replaceAll('&', '&&');
}
