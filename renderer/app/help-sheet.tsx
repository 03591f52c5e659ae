/** The keys, from the one registry. */
import './help-sheet.css';
import { useState } from 'react';
import { keyCaps, type Platform } from '../actions/keys.ts';
import { actionIds, actions, type ActionGroup, type ActionId, type ActionInfo } from '../actions/registry.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useView } from '../stores/view-store.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/text-field.tsx';

/** Groups from left to right, top to bottom. */
const order: readonly ActionGroup[] = ['Views', 'Move', 'Compare', 'Select', 'Develop', 'Files', 'Anywhere'];

/** Ids with keys whose words or keys hold `search`, by group. */
export function helpGroups(search: string, platform: Platform): { group: ActionGroup; ids: ActionId[] }[] {
  const wanted = search.trim().toLowerCase();
  const fits = (id: ActionId): boolean => {
    const info: ActionInfo = actions[id];
    if (info.keys.length === 0) return false;
    const keys = info.keys.map((binding) => keyCaps(binding.key, platform).join(' '));
    return `${info.title} ${info.group} ${keys.join(' ')}`.toLowerCase().includes(wanted);
  };
  return order
    .map((group) => ({ group, ids: actionIds.filter((id) => actions[id].group === group && fits(id)) }))
    .filter(({ ids }) => ids.length > 0);
}

/** The sheet. */
export function HelpSheet() {
  const platform = useSettings((state) => state.platform);
  const [search, setSearch] = useState('');
  const groups = helpGroups(search, platform);
  return (
    <Dialog
      title="Keys"
      width={920}
      className="app-help"
      head={
        <>
          <span className="ui-muted">Lightroom’s, where Lightroom has one</span>
          <TextField
            label="Find a key"
            hideLabel
            placeholder="Find a key"
            className="app-help-search"
            data-autofocus
            value={search}
            onChange={setSearch}
          />
        </>
      }
      footer={<span className="ui-muted ui-small">Held keys act while they are down. No key deletes for good.</span>}
      onClose={() => {
        useView.getState().set({ dialog: null });
      }}
    >
      {groups.length === 0 && <p className="app-help-none">No key for “{search.trim()}”.</p>}
      {/* Takes the focus, so that the sheet scrolls by keys. */}
      <div className="app-help-keys" role="group" aria-label="All keys" tabIndex={0}>
        {groups.map(({ group, ids }) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <ul>
              {ids.map((id) => (
                <li key={id}>
                  {actions[id].title}
                  <Caps info={actions[id]} platform={platform} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Caps({ info, platform }: { readonly info: ActionInfo; readonly platform: Platform }) {
  const keys = [...new Set(info.keys.map((binding) => binding.key))];
  const arrows = keys.length === 4 && keys.every((key) => key.includes('Arrow'));
  const shown = arrows ? keys.map((key, index) => (index === 0 ? key : key.replace('Shift+', ''))) : keys;
  return (
    <span className="app-help-caps">
      {shown.flatMap((key) =>
        keyCaps(key, platform).map((cap) => (
          <kbd key={`${key} ${cap}`} className="ui-key">
            {cap}
          </kbd>
        )),
      )}
    </span>
  );
}
