/** Settings, Photos: what becomes of the files of one shot when they are added. A watched folder has its own choice. */
import { useSettings } from '../../stores/settings-store.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { changePreferences, Row, Section } from './rows.tsx';

/** The page. */
export function PhotosPage() {
  const pairs = useSettings((settings) => settings.preferences?.pairs);
  if (pairs === undefined) return null;
  return (
    <Section title="Photos">
      <Row label="RAW and JPEG">
        <Segmented
          label="Of a RAW and a JPEG of one shot"
          options={[
            { value: 'jpeg', label: 'Take the JPEG' },
            { value: 'raw', label: 'Take the RAW' },
            { value: 'both', label: 'Take both' },
          ]}
          value={pairs}
          onChange={(chosen) => {
            changePreferences({ pairs: chosen });
          }}
        />
        <p className="settings-hint">
          Two files of one name in one folder, taken at the same moment, are one photo and are developed once; the other file
          stays with it. The choice counts for what is added from now on. Watched folders have their own.
        </p>
      </Row>
    </Section>
  );
}
