/** The rest of a rule: which files it takes, further limits, when it works, what becomes of originals. */
import { useState } from 'react';
import type { PictureFormat } from '../../../electron/contract/photo.ts';
import { minuteText, readMinute } from '../../lib/clock.ts';
import { kindWords } from '../../lib/kinds.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/check-box.tsx';
import { MoneyField } from '../../ui/money-field.tsx';
import { Select } from '../../ui/select.tsx';
import { NumberField, TextArea, TextField } from '../../ui/text-field.tsx';
import { readPatterns, type RuleForm } from './rule-draft.ts';
import { chooseFolder, Line, positive, type ChangeForm } from './rule-line.tsx';

interface MoreProps {
  readonly form: RuleForm;
  readonly change: ChangeForm;
}

/** Formats that can be developed. */
const kinds = (Object.keys(kindWords) as PictureFormat[]).map((kind) => ({ kind, label: kindWords[kind] })); // its keys are the formats

/** Bytes in the unit of the field. */
const KILOBYTE = 1000;

/** Nine in the evening to seven: when nobody waits for the computer or its network. */
const USUAL_HOURS = { from: 21 * 60, to: 7 * 60 };

/** All of them. */
export function RuleMore(props: MoreProps) {
  return (
    <>
      <WhichFiles {...props} />
      <Pairs {...props} />
      <FurtherLimits {...props} />
      <When {...props} />
      <Originals {...props} />
    </>
  );
}

function WhichFiles({ form, change }: MoreProps) {
  const { filters } = form;
  const set = (part: Partial<RuleForm['filters']>) => {
    change({ filters: { ...filters, ...part } });
  };
  const [patterns, setPatterns] = useState(filters.ignore.join('\n'));
  const chosen = filters.kinds ?? kinds.map(({ kind }) => kind);
  return (
    <>
      <Line label="Which files">
        <CheckBox
          label="Also in folders inside"
          checked={filters.subfolders}
          onChange={(subfolders) => {
            set({ subfolders });
          }}
        />
        <div className="rule-line" role="group" aria-label="Kinds of file">
          {kinds.map(({ kind, label }) => (
            <CheckBox
              key={kind}
              label={label}
              checked={chosen.includes(kind)}
              onChange={(on) => {
                const next = kinds.map((one) => one.kind).filter((one) => (one === kind ? on : chosen.includes(one)));
                set({ kinds: next.length === kinds.length ? null : next });
              }}
            />
          ))}
        </div>
      </Line>
      <Line label="Leave out">
        <TextArea
          label="Leave out files named like"
          hideLabel
          rows={2}
          placeholder={'*-proof.jpg\nrejects/**'}
          hint="One pattern a line; * stands for anything in a name, ** also for folders."
          value={patterns}
          onChange={(text) => {
            setPatterns(text);
            set({ ignore: readPatterns(text) });
          }}
        />
      </Line>
      <Line label="Smaller than">
        <div className="rule-line">
          <NumberField
            label="Leave out files smaller than, KB"
            hideLabel
            min={0}
            max={1_000_000}
            value={Math.round(filters.minBytes / KILOBYTE)}
            onChange={(kilobytes) => {
              set({ minBytes: kilobytes * KILOBYTE });
            }}
          />
          <span className="ui-muted">KB are left out; 0 takes every size</span>
        </div>
      </Line>
      <Line label="Only newer than">
        <div className="rule-line">
          <TextField
            label="Only files newer than"
            hideLabel
            type="date"
            className="rule-date"
            value={filters.newerThan === null ? '' : dateText(filters.newerThan)}
            onChange={(text) => {
              set({ newerThan: readDate(text) });
            }}
          />
          <span className="ui-muted">{filters.newerThan === null ? 'of any age' : 'by when the file was last written'}</span>
        </div>
      </Line>
    </>
  );
}

function dateText(at: number): string {
  const date = new Date(at);
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `${part(date.getFullYear(), 4)}-${part(date.getMonth() + 1, 2)}-${part(date.getDate(), 2)}`;
}

/** Local midnight of a day as a date field writes it; null where it is empty. */
function readDate(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return parts === null ? null : new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime();
}

function Pairs({ form, change }: MoreProps) {
  return (
    <>
      <Line label="RAW and JPEG">
        <Select
          label="Of a RAW and a JPEG of one shot"
          hideLabel
          options={[
            { value: 'jpeg', label: 'Take the JPEG' },
            { value: 'raw', label: 'Take the RAW' },
            { value: 'both', label: 'Take both' },
          ]}
          value={form.pairs}
          hint={form.pairs === 'jpeg' ? undefined : 'A RAW is developed as the camera’s own largest preview in it.'}
          onChange={(pairs) => {
            change({ pairs });
          }}
        />
      </Line>
      <Line label="Changed photos">
        <Select
          label="A known photo with new content"
          hideLabel
          options={[
            { value: 'ignore', label: 'Leave them alone' },
            { value: 'develop', label: 'Develop them again, paid again' },
          ]}
          value={form.changed}
          onChange={(changed) => {
            change({ changed });
          }}
        />
      </Line>
    </>
  );
}

function FurtherLimits({ form, change }: MoreProps) {
  const { caps } = form;
  return (
    <>
      <Line label="An hour at most">
        <div className="rule-line">
          <MoneyField
            label="An hour at most"
            usd={caps.hourUsd}
            onChange={(usd) => {
              change({ caps: { ...caps, hourUsd: positive(usd) } });
            }}
          />
          <span className="ui-muted">in any 60 minutes</span>
        </div>
      </Line>
      <Line label="In all at most">
        <div className="rule-line">
          <MoneyField
            label="In all at most"
            usd={caps.totalUsd}
            onChange={(usd) => {
              change({ caps: { ...caps, totalUsd: positive(usd) } });
            }}
          />
          <span className="ui-muted">since the rule was made</span>
        </div>
      </Line>
    </>
  );
}

function When({ form, change }: MoreProps) {
  const { schedule } = form;
  const { hours } = schedule;
  const set = (part: Partial<RuleForm['schedule']>) => {
    change({ schedule: { ...schedule, ...part } });
  };
  const time = (label: string, end: 'from' | 'to') =>
    hours !== null && (
      <TextField
        label={label}
        hideLabel
        type="time"
        className="rule-time"
        value={minuteText(hours[end])}
        onChange={(text) => {
          const minute = readMinute(text);
          if (minute !== null) set({ hours: { ...hours, [end]: minute } });
        }}
      />
    );
  return (
    <Line label="When">
      <div className="rule-line">
        <CheckBox
          label="Only between"
          checked={hours !== null}
          onChange={(on) => {
            set({ hours: on ? USUAL_HOURS : null });
          }}
        />
        {time('Send from', 'from')}
        {hours !== null && <span>and</span>}
        {time('Send until', 'to')}
      </div>
      <CheckBox
        label="Only on mains power"
        hint="Photos are noticed at any time, and wait."
        checked={schedule.mainsOnly}
        onChange={(mainsOnly) => {
          set({ mainsOnly });
        }}
      />
    </Line>
  );
}

function Originals({ form, change }: MoreProps) {
  const stay = form.doneFolder === null;
  return (
    <Line label="Originals">
      <div className="rule-line">
        <span className="rule-folder ui-cut" title={stay ? undefined : form.doneFolderLabel}>
          {stay ? 'They stay where they are' : `Moved to ${form.doneFolderLabel} once their result is stored`}
        </span>
        {!stay && (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              change({ doneFolder: null, doneFolderLabel: '' });
            }}
          >
            Let them stay
          </Button>
        )}
        <Button
          size="sm"
          onClick={() => {
            chooseFolder('done', ({ folder, label }) => {
              change({ doneFolder: folder, doneFolderLabel: label });
            });
          }}
        >
          Move them…
        </Button>
      </div>
    </Line>
  );
}
