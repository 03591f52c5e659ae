/** Settings, Appearance: theme and the look of the grid. */
import { useSettings } from '../../stores/settings-store.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Slider } from '../../ui/slider.tsx';
import { changePreferences, Row, Section } from './rows.tsx';

/** The page. */
export function AppearancePage() {
  const preferences = useSettings((settings) => settings.preferences);
  if (preferences === null) return null;
  return (
    <Section title="Appearance">
      <Row label="Theme">
        <Segmented
          label="Theme"
          options={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
            { value: 'contrast', label: 'High contrast' },
            { value: 'system', label: 'As the system' },
          ]}
          value={preferences.theme}
          onChange={(theme) => {
            changePreferences({ theme });
          }}
        />
        <p className="settings-hint">Every grey is neutral in all of them, so that no theme colours what you judge beside it.</p>
      </Row>
      <Row label="Grid">
        <Segmented
          label="Grid"
          options={[
            { value: 'square', label: 'Even cells' },
            { value: 'justified', label: 'Full rows' },
          ]}
          value={preferences.gridLayout}
          onChange={(gridLayout) => {
            changePreferences({ gridLayout });
          }}
        />
        <p className="settings-hint">Even cells keep names and stars in line; full rows show the pictures larger.</p>
      </Row>
      <Row label="Thumbnails">
        <div className="settings-line">
          <Slider
            label="Size of thumbnails"
            min={64}
            max={320}
            step={4}
            value={preferences.thumbnailSize}
            valueText={`${String(preferences.thumbnailSize)} pixels`}
            className="settings-slider"
            onChange={(thumbnailSize) => {
              changePreferences({ thumbnailSize });
            }}
          />
          <span className="ui-muted">{preferences.thumbnailSize} px</span>
        </div>
      </Row>
    </Section>
  );
}
