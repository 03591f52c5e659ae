/** Settings, Watching: life without a window. What each watched folder does is set in its own rule. */
import type { WatchingPreference } from '../../../electron/contract/preferences.ts';
import { minuteText, readMinute } from '../../lib/clock.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { CheckBox } from '../../ui/check-box.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { changePreferences, Row, Section } from './rows.tsx';

/** From ten in the evening to seven. */
const USUAL_QUIET = { from: 22 * 60, to: 7 * 60 };

/** The page. */
export function WatchingPage() {
  const watching = useSettings((settings) => settings.preferences?.watching);
  const platform = useSettings((settings) => settings.platform);
  if (watching === undefined) return null;
  const change = (part: Partial<WatchingPreference>) => {
    changePreferences({ watching: { ...watching, ...part } });
  };
  const place = platform === 'mac' ? 'menu bar' : 'tray';
  return (
    <Section title="Watching">
      <Row label="Window">
        <p>
          While a folder is watched, closing the window leaves Darkslide in the {place}. There it can be paused, opened and quit.
        </p>
      </Row>
      <Row label="Login">
        <CheckBox
          label="Start when I log in, without a window"
          hint="Watched folders go on by themselves after the computer was off."
          checked={watching.startAtLogin}
          onChange={(startAtLogin) => {
            change({ startAtLogin });
          }}
        />
      </Row>
      <Row label="Notifications">
        <CheckBox
          label="Say when photos were developed"
          hint="Gathered: “24 photos developed”. Also when a folder needs you. Never while you look at the window."
          checked={watching.notify}
          onChange={(notify) => {
            change({ notify });
          }}
        />
        <Quiet quiet={watching.quietHours} disabled={!watching.notify} change={change} />
      </Row>
    </Section>
  );
}

interface QuietProps {
  readonly quiet: WatchingPreference['quietHours'];
  readonly disabled: boolean;
  readonly change: (part: Partial<WatchingPreference>) => void;
}

function Quiet({ quiet, disabled, change }: QuietProps) {
  const time = (label: string, end: 'from' | 'to') =>
    quiet !== null && (
      <TextField
        label={label}
        hideLabel
        type="time"
        disabled={disabled}
        className="settings-time"
        value={minuteText(quiet[end])}
        onChange={(text) => {
          const minute = readMinute(text);
          if (minute !== null) change({ quietHours: { ...quiet, [end]: minute } });
        }}
      />
    );
  return (
    <>
      <div className="settings-line">
        <CheckBox
          label="Quiet from"
          checked={quiet !== null}
          disabled={disabled}
          onChange={(on) => {
            change({ quietHours: on ? USUAL_QUIET : null });
          }}
        />
        {time('Quiet from', 'from')}
        {quiet !== null && <span>to</span>}
        {time('Quiet until', 'to')}
      </div>
      <p className="settings-hint">
        What happens meanwhile is said as one when the quiet hours end. Photos are developed all the same.
      </p>
    </>
  );
}
