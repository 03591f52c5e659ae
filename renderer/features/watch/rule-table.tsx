/** The rules as a table: dot and name, recipe, health in words, what waits, what today cost, a switch and a menu. */
import { useRef, type KeyboardEvent } from 'react';
import { dollars } from '../../../electron/contract/dollars.ts';
import type { RuleId, RuleView } from '../../../electron/contract/rule.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { settle } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { classes } from '../../ui/classes.ts';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { stepIndex } from '../../ui/step-index.ts';
import { Switch } from '../../ui/switch.tsx';
import { HealthDot } from './health-dot.tsx';
import { capWords, healthWords, waitingWords, type HealthWords } from './health-words.ts';
import { chooseInGrid, enableRule, lookAgain, openRule, showFolder } from './rule-acts.ts';
import { recipeTitle } from './rule-draft.ts';
import { useMinute } from './use-minute.ts';

/** As high as the menu. */
const MENU_ROWS = 4;

interface RuleTableProps {
  readonly rules: readonly RuleView[];
  /** A person holds all of them. */
  readonly paused: boolean;
  readonly chosen: RuleId;
}

/** The table; arrow keys go from name to name. */
export function RuleTable({ rules, paused, chosen }: RuleTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const now = useMinute();
  const onKeyDown = (event: KeyboardEvent) => {
    if (!['ArrowUp', 'ArrowDown', 'Home', 'End'].includes(event.key)) return;
    const names = [...(body.current?.querySelectorAll<HTMLElement>('.watch-name') ?? [])];
    const at = names.findIndex((name) => name === document.activeElement);
    const next = at < 0 ? null : stepIndex(event.key, at, names.length);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    names[next]?.focus();
    const rule = rules[next];
    if (rule !== undefined) useView.getState().setActiveRule(rule.id);
  };
  return (
    <div className={classes('watch-scroll', rules.length <= MENU_ROWS && 'watch-scroll-few')}>
      <table className="watch-table">
        <thead>
          <tr>
            <th className="watch-col-folder">Folder</th>
            <th className="watch-col-recipe">Recipe</th>
            <th>Health</th>
            <th className="watch-num watch-col-waiting">Waiting</th>
            <th className="watch-num watch-col-money">Today, cap</th>
            <th className="watch-col-acts">
              <span className="ui-screen-reader">On, more</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {rules.map((rule, index) => (
            <RuleRow key={rule.id} rule={rule} paused={paused} on={rule.id === chosen} low={index >= MENU_ROWS} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RuleRowProps {
  readonly rule: RuleView;
  readonly paused: boolean;
  readonly on: boolean;
  /** Its menu opens upwards: below it there is no room. */
  readonly low: boolean;
  readonly now: number;
}

function RuleRow({ rule, paused, on, low, now }: RuleRowProps) {
  const models = useSettings((state) => state.models);
  const { dot, title, note, tone } = healthWords(rule, paused, now);
  const choose = () => {
    useView.getState().setActiveRule(rule.id);
  };
  return (
    <tr className={classes(on && 'watch-row-on', !rule.enabled && 'watch-row-off')} onClick={choose}>
      <td>
        <div className="watch-cell-name">
          <HealthDot dot={dot} />
          <button type="button" className="watch-name" aria-current={on ? 'true' : undefined} onClick={choose}>
            <span className="ui-cut" title={rule.name}>
              {rule.name}
            </span>
            <span className="ui-small ui-muted ui-cut" title={rule.folderLabel}>
              {rule.folderLabel}
            </span>
          </button>
        </div>
      </td>
      <TwoLines first={recipeTitle(rule.recipe, models)} second={`To ${rule.outputLabel}`} />
      <TwoLines first={title} second={note} tone={tone} />
      <td className="watch-num">{waitingWords(rule)}</td>
      <td className="watch-num">
        <div>{dollars(rule.health.spentTodayUsd)}</div>
        <div className="ui-small ui-muted">{capWords(rule)}</div>
      </td>
      <td>
        <div
          className="watch-acts"
          onClick={(event) => {
            event.stopPropagation(); // the row's own click would choose it while it goes
          }}
        >
          <Switch
            label={`Watch ${rule.name}`}
            checked={rule.enabled}
            onChange={(enabled) => {
              enableRule(rule, enabled);
            }}
          />
          <span className={classes('watch-more', low && 'watch-more-up')}>
            <MenuButton icon="dots" label={`More for ${rule.name}`} groups={() => menuOf(rule)} />
          </span>
        </div>
      </td>
    </tr>
  );
}

interface TwoLinesProps {
  readonly first: string;
  readonly second: string;
  readonly tone?: HealthWords['tone'];
}

function TwoLines({ first, second, tone = 'plain' }: TwoLinesProps) {
  return (
    <td>
      <div className={classes('ui-cut', tone !== 'plain' && `watch-${tone}`)} title={first}>
        {first}
      </div>
      <div className="ui-small ui-muted ui-cut" title={second}>
        {second}
      </div>
    </td>
  );
}

function menuOf(rule: RuleView): MenuEntry[][] {
  const entry = (id: string, label: string, run: () => void): MenuEntry => ({ id, label, run });
  return [
    [
      entry('change', 'Change the rule…', () => {
        openRule(rule.id, null);
      }),
      entry('check', 'What it would do now…', () => {
        openRule(rule.id, null, 'check');
      }),
    ],
    [
      entry('look', 'Look through the folders again', lookAgain),
      entry('folder', 'Show in the file manager', () => {
        showFolder(rule.id);
      }),
      entry('grid', 'Choose photos of it in the grid', () => {
        void settle(chooseInGrid(rule));
      }),
    ],
    [
      entry('remove', 'Remove the rule…', () => {
        useView.getState().set({ dialog: { kind: 'remove-rule', id: rule.id } });
      }),
    ],
  ];
}
