/** What results carry on of their originals' own words: a switch for each group. */
import { CARRY_ALL, type Carried } from '../../../electron/contract/carried.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { CheckBox } from '../../ui/check-box.tsx';
import { changePreferences, Row } from './rows.tsx';

const words: Readonly<Record<keyof Carried, string>> = {
  dates: 'Dates',
  camera: 'Camera and lens, with serial numbers',
  author: 'Author and copyright',
  place: 'Place: GPS, city, country',
  words: 'Title, caption, keywords and rating',
  prompt: 'The prompt',
};

/** A row of the page Privacy. */
export function CarriedRow() {
  const carried = useSettings((settings) => settings.preferences?.carried ?? CARRY_ALL);
  return (
    <Row label="Results carry">
      <div className="settings-checks">
        {(Object.keys(words) as (keyof Carried)[]).map((group) => (
          // Object.keys forgets the key type
          <CheckBox
            key={group}
            label={words[group]}
            checked={carried[group]}
            onChange={(on) => {
              changePreferences({ carried: { ...carried, [group]: on } });
            }}
          />
        ))}
      </div>
      <p className="settings-hint">
        Results say what their photo says, for what is developed from now on. What cannot be sorted, such as maker notes, is
        carried only with everything. None of it is sent.
      </p>
    </Row>
  );
}
