/** What happened with a rule: its trouble in a whole sentence with what helps, then day by day what was done, when, and why it stood still. */
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { STORY_PAGE } from '../../../electron/contract/calls.ts';
import { nextStep, type Problem } from '../../../electron/contract/errors.ts';
import type { RuleView, StoryLine } from '../../../electron/contract/rule.ts';
import { call } from '../../lib/bridge.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { failureWords } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { healthWords } from './health-words.ts';
import { lookAgain, openRule } from './rule-acts.ts';
import { storyDays, storyNote, storyTime, storyTitle, storyWarns, type StoryGroup } from './story-words.ts';
import { useMinute } from './use-minute.ts';

/** While much happens the lines are asked for at most so often, milliseconds. */
const SELDOM_MS = 1000;

/** The part below the table. */
export function RuleStory({ rule, paused }: { readonly rule: RuleView; readonly paused: boolean }) {
  const { lines, more, problem, older } = useStory(rule);
  const now = useMinute();
  const days = useMemo(() => storyDays(lines ?? [], now), [lines, now]);
  const titleId = useId();
  return (
    <section className="watch-story" aria-labelledby={titleId}>
      <header className="watch-story-head">
        <h3 id={titleId} className="ui-cut">
          {rule.name}: what happened
        </h3>
        <span className="ui-small ui-muted">{todayWords(rule)}</span>
      </header>
      <Trouble rule={rule} paused={paused} now={now} />
      <div className="watch-story-scroll" tabIndex={0} role="group" aria-labelledby={titleId}>
        {problem !== null && <p className="watch-story-none">{problem}</p>}
        {lines !== null && days.length === 0 && problem === null && (
          <p className="watch-story-none">Nothing yet. What arrives, what is passed over and every pause shows here.</p>
        )}
        {days.map((day) => (
          <div key={day.day}>
            <h4>{day.title}</h4>
            <ul>
              {day.groups.map((group) => (
                <StoryRow key={group.id} group={group} />
              ))}
            </ul>
          </div>
        ))}
        {more && (
          <Button variant="ghost" size="sm" onClick={older}>
            Show older
          </Button>
        )}
      </div>
    </section>
  );
}

function StoryRow({ group }: { readonly group: StoryGroup }) {
  const note = storyNote(group);
  return (
    <li>
      <span className="ui-muted">{storyTime(group)}</span>
      <span className={classes(storyWarns(group.kind) && 'watch-warns')}>{storyTitle(group)}</span>
      {/* Why it stood still is read as a whole */}
      <span className={classes('ui-secondary', !storyWarns(group.kind) && 'ui-cut')} title={note}>
        {note}
      </span>
    </li>
  );
}

/** "46 developed today, 3 passed over". */
function todayWords({ health }: RuleView): string {
  const parts = [`${plural(health.doneToday, 'photo')} developed today`];
  if (health.skipped > 0) parts.push(`${formatCount(health.skipped)} passed over in all`);
  return parts.join(', ');
}

/** The whole sentence, where the table has room for its beginning only, and one button with the next step. */
function Trouble({ rule, paused, now }: { readonly rule: RuleView; readonly paused: boolean; readonly now: number }) {
  const { problem, state } = rule.health;
  if (!rule.enabled || problem === null) return null;
  const { title } = healthWords(rule, paused, now);
  const step = stepFor(rule, problem);
  return (
    <div
      className={classes('watch-trouble', state === 'failed' && 'watch-trouble-bad', state === 'polling' && 'watch-trouble-mild')}
      role="group"
      aria-label={title}
    >
      <p>
        {title}. <span className="ui-secondary">{problem.message}</span>
      </p>
      {step !== null && <Button onClick={step.run}>{step.label}</Button>}
    </div>
  );
}

function stepFor(rule: RuleView, { code }: Problem): { readonly label: string; readonly run: () => void } | null {
  const settings = (page: 'account' | 'budget') => () => {
    useView.getState().set({ dialog: { kind: 'settings', page } });
  };
  if (code === 'budget-reached') {
    return {
      label: 'Change the limits…',
      run: () => {
        openRule(rule.id, null);
      },
    };
  }
  switch (nextStep(code)) {
    case 'enter-key':
      return { label: 'Enter the key', run: settings('account') };
    case 'check-balance':
    case 'add-credits':
      return { label: 'Check the balance', run: settings('account') };
    case 'confirm-limits':
      return { label: 'Confirm the limits', run: settings('budget') };
    case 'change-settings':
    case 'change-prompt':
    case 'change-model':
    case 'choose-folder':
      return {
        label: 'Change the rule…',
        run: () => {
          openRule(rule.id, null);
        },
      };
    case 'none':
    case 'retry':
      return rule.health.state === 'paused' ? null : { label: 'Look again', run: lookAgain };
    case 'decide':
    case 'recover-ledger':
      return {
        label: 'Open the queue',
        run: () => {
          useView.getState().show('queue');
        },
      };
    case 'show-log':
      return null;
  }
}

/** The lines of a rule, asked for again when its health says that something happened. Null: not known yet. */
function useStory(rule: RuleView) {
  const { id, health } = rule;
  const [lines, setLines] = useState<readonly StoryLine[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [more, setMore] = useState(false);
  const over = useRef(false);
  const news = [
    health.state,
    health.since,
    health.lastEventAt,
    health.lastScanAt,
    health.waiting,
    health.doneToday,
    health.skipped,
  ].join();

  const load = useCallback(async () => {
    try {
      const found = await call('watch.story', { id });
      if (over.current) return;
      setLines((before) => joined(found, before ?? []));
      setMore((before) => before || found.length === STORY_PAGE);
      setProblem(null);
    } catch (error) {
      if (!over.current) setProblem(failureWords(error));
    }
  }, [id]);

  const first = useRef(true);
  useEffect(() => {
    const timer = window.setTimeout(() => void load(), first.current ? 0 : SELDOM_MS);
    first.current = false;
    return () => {
      window.clearTimeout(timer);
    };
  }, [load, news]);
  useEffect(() => {
    over.current = false;
    return () => {
      over.current = true;
    };
  }, []);

  const older = () => {
    const before = lines?.at(-1)?.id;
    if (before === undefined) return;
    call('watch.story', { id, before })
      .then((found) => {
        setLines((known) => [...(known ?? []), ...found]);
        setMore(found.length === STORY_PAGE);
      })
      .catch((error: unknown) => {
        setProblem(failureWords(error));
      });
  };
  return { lines, more, problem, older };
}

/** The newest lines before the older ones that were asked for; after a gap only the newest. */
function joined(newest: readonly StoryLine[], before: readonly StoryLine[]): readonly StoryLine[] {
  const last = newest.at(-1);
  if (last === undefined) return before;
  const older = before.filter(({ id }) => id < last.id);
  return before.some(({ id }) => id >= last.id) || newest.length < STORY_PAGE ? [...newest, ...older] : newest;
}
