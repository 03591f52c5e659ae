/** Settings, Privacy: what leaves this computer and how large it is. */
import { useSettings } from '../../stores/settings-store.ts';
import { Select } from '../../ui/select.tsx';
import { CarriedRow } from './carried-rows.tsx';
import { PrivateFoldersRow } from './private-folders.tsx';
import { changePreferences, Row, Section } from './rows.tsx';
import { uploadWords } from './upload-words.ts';

const sides = [1024, 1536, 2048] as const;

/** The page. */
export function PrivacyPage() {
  const longSide = useSettings((settings) => settings.preferences?.longSide ?? 1536);
  // A side that the command line or an older version set is kept and shown.
  const choices = [...new Set<number>([...sides, longSide])].sort((a, b) => a - b);
  return (
    <Section title="Privacy">
      <Row label="Uploads">
        <p className="settings-text">Pixels, prompt and settings. No EXIF, GPS, serial number or thumbnail.</p>
        <p className="settings-hint settings-hint-close">
          Segmind says it stores prompts and settings, keeps results 7 days and does not store your photo. Each photo’s receipt in
          the queue shows exactly what left.
        </p>
      </Row>
      <Row label="Longest side sent">
        <div className="settings-line">
          <Select
            label="Longest side sent"
            hideLabel
            className="settings-side"
            options={choices.map((side) => ({ value: side, label: `${String(side)} px` }))}
            value={longSide}
            onChange={(side) => {
              changePreferences({ longSide: side });
            }}
          />
          <span className="ui-muted">{uploadWords(longSide)}</span>
        </div>
        <p className="settings-hint">Larger photos are made smaller before they leave; smaller ones are sent as they are.</p>
      </Row>
      <PrivateFoldersRow />
      <CarriedRow />
      <Row label="Network">
        <p className="settings-text">Segmind only, and nothing at start.</p>
        <p className="settings-hint settings-hint-close">No account, no analytics, no update check.</p>
      </Row>
    </Section>
  );
}
