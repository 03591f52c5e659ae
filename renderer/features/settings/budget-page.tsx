/** Settings, Budget: what a run and a day may cost, where the queue stops, when it asks, and how fast it sends. */
import { DEFAULT_BUDGET, type Budget, type RatePreference } from '../../../electron/contract/preferences.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { useRecipe } from '../../stores/recipe-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/check-box.tsx';
import { Select, type SelectOption } from '../../ui/select.tsx';
import { MoneyField } from '../../ui/money-field.tsx';
import { NumberField } from '../../ui/text-field.tsx';
import { dayLimitWords, floorWords, runLimitWords } from './money-words.ts';
import { changePreferences, Row, Section } from './rows.tsx';

function Limits({ budget }: { readonly budget: Budget }) {
  const spent = useQueue((queue) => queue.summary.spentTodayUsd);
  const model = useRecipe((recipe) => recipe.draft?.model);
  const models = useSettings((settings) => settings.models);
  const price = (models.find((entry) => entry.slug === model) ?? models[0])?.priceUsd ?? 0;
  const change = (part: Partial<Budget>) => {
    changePreferences({ budget: { ...budget, ...part } });
  };
  const asks = budget.askAboveUsd !== null;
  const unknown = useQueue((queue) => queue.summary.pause?.problem?.code === 'limits-unknown');
  return (
    <Section title="Budget">
      {unknown && (
        <div className="settings-notice" role="status">
          <span>The limits that you had set cannot be read. Nothing is spent until you say that these hold.</span>
          <Button
            variant="primary"
            onClick={() => {
              change({});
            }}
          >
            Use these limits
          </Button>
        </div>
      )}
      <Row label="One run at most">
        <div className="settings-line settings-line-top">
          <MoneyField
            label="One run at most"
            usd={budget.runUsd}
            onChange={(runUsd) => {
              change({ runUsd });
            }}
          />
          <span className="settings-text ui-muted">{runLimitWords(budget.runUsd, price)}</span>
        </div>
      </Row>
      <Row label="A day at most">
        <div className="settings-line settings-line-top">
          <MoneyField
            label="A day at most"
            usd={budget.dayUsd}
            onChange={(dayUsd) => {
              change({ dayUsd });
            }}
          />
          <span className="settings-text ui-muted">{dayLimitWords(budget.dayUsd, spent)}</span>
        </div>
      </Row>
      <Row label="Stop at a balance of">
        <div className="settings-line settings-line-top">
          <MoneyField
            label="Stop at a balance of"
            usd={budget.floorUsd}
            onChange={(floorUsd) => {
              change({ floorUsd });
            }}
          />
          <span className="settings-text ui-muted">{floorWords(budget.floorUsd)}</span>
        </div>
        <p className="settings-hint">A limit that is reached pauses the queue. An empty field is no limit.</p>
      </Row>
      <Row label="Safety">
        <div className="settings-line">
          <CheckBox
            label="Ask again before a run above"
            checked={asks}
            onChange={(on) => {
              change({ askAboveUsd: on ? DEFAULT_BUDGET.askAboveUsd : null });
            }}
          />
          {asks && (
            <MoneyField
              label="Ask again before a run above"
              usd={budget.askAboveUsd}
              onChange={(askAboveUsd) => {
                change({ askAboveUsd });
              }}
            />
          )}
        </div>
        <p className="settings-hint">What may have been charged is never sent again by itself; that is always so.</p>
      </Row>
    </Section>
  );
}

const plans: readonly SelectOption<RatePreference['plan']>[] = [
  { value: 'adaptive', label: 'As fast as Segmind takes them' },
  { value: 'free', label: 'Free plan, 5 a minute' },
  { value: 'pro', label: 'Pro plan, 50 a minute' },
  { value: 'own', label: 'My own limit' },
];

/** What the own limit starts at, photos a minute. */
const OWN_START = 20;

function Speed({ rate }: { readonly rate: RatePreference }) {
  return (
    <Section title="Speed">
      <Row label="Plan at Segmind">
        <div className="settings-line">
          <Select
            label="Plan at Segmind"
            hideLabel
            className="settings-plan"
            options={plans}
            value={rate.plan}
            onChange={(plan) => {
              changePreferences({ rate: { plan, perMinute: plan === 'own' ? (rate.perMinute ?? OWN_START) : rate.perMinute } });
            }}
          />
          {rate.plan === 'own' && (
            <>
              <NumberField
                label="Photos a minute"
                hideLabel
                min={1}
                max={10_000}
                value={rate.perMinute ?? OWN_START}
                onChange={(perMinute) => {
                  changePreferences({ rate: { plan: 'own', perMinute } });
                }}
              />
              <span className="ui-muted">photos a minute</span>
            </>
          )}
        </div>
        <p className="settings-hint">
          {rate.plan === 'adaptive'
            ? 'Four at a time, more while it goes well, slower as soon as Segmind asks for it.'
            : 'Never faster than this, and slower where Segmind asks for it.'}{' '}
          The simulator knows no limit.
        </p>
      </Row>
    </Section>
  );
}

/** The page. */
export function BudgetPage() {
  const budget = useSettings((settings) => settings.preferences?.budget);
  const rate = useSettings((settings) => settings.preferences?.rate);
  return (
    <>
      {budget !== undefined && <Limits budget={budget} />}
      {rate !== undefined && <Speed rate={rate} />}
    </>
  );
}
