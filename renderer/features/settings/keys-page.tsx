/** Settings, Keys: every action with its keys, from the one registry. */
import { keyCaps } from '../../actions/keys.ts';
import { actionIds, actions, type ActionGroup, type ActionId } from '../../actions/registry.ts';
import { useSettings } from '../../stores/settings-store.ts';

/** Actions with keys, by group, in the registry's order. */
function keyGroups(): readonly { readonly group: ActionGroup; readonly ids: readonly ActionId[] }[] {
  const groups = new Map<ActionGroup, ActionId[]>();
  for (const id of actionIds) {
    if (actions[id].keys.length === 0) continue;
    const ids = groups.get(actions[id].group);
    if (ids === undefined) groups.set(actions[id].group, [id]);
    else ids.push(id);
  }
  return [...groups].map(([group, ids]) => ({ group, ids }));
}

function Caps({ id }: { readonly id: ActionId }) {
  const platform = useSettings((settings) => settings.platform);
  // The same key may stand once for each view; it is shown once.
  const keys = [...new Set(actions[id].keys.map((binding) => binding.key))];
  return (
    <span className="settings-caps">
      {keys.map((key) => (
        <span key={key} className="settings-cap">
          {keyCaps(key, platform).map((cap) => (
            <kbd key={cap} className="ui-key">
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

/** The page. */
export function KeysPage() {
  return (
    <section className="settings-section">
      <h3>Keys</h3>
      <div className="settings-keys">
        {keyGroups().map(({ group, ids }) => (
          <section key={group} aria-label={group}>
            <h4>{group}</h4>
            <ul>
              {ids.map((id) => (
                <li key={id}>
                  <span>{actions[id].title}</span>
                  <Caps id={id} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}
