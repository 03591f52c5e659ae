/** Keys as text: which one was pressed, how it is shown, and which action it means. Pure. */
import type { View } from '../stores/view-store.ts';
import { actionIds, actions, type ActionId, type ActionInfo, type Binding } from './registry.ts';

export type Platform = 'mac' | 'windows' | 'linux';

/** What is read of a keyboard event. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** AltGr writes characters: with it Ctrl and Alt are no modifiers. */
  readonly altGraph: boolean;
}

/** A key press in the registry's words, "Mod+Shift+O"; null for a modifier alone or with the other platform's modifier. */
export function keyName(press: KeyPress, platform: Platform): string | null {
  const mod = !press.altGraph && (platform === 'mac' ? press.metaKey : press.ctrlKey);
  const foreign = !press.altGraph && (platform === 'mac' ? press.ctrlKey : press.metaKey);
  if (foreign || ['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Process'].includes(press.key)) return null;
  const base = baseKey(press);
  // Characters that Shift writes ("?") already say so.
  const written = base.length === 1 && !/[A-Z]/.test(base);
  const parts = [
    ...(mod ? ['Mod'] : []),
    ...(press.altKey && !press.altGraph ? ['Alt'] : []),
    ...(press.shiftKey && !written ? ['Shift'] : []),
    base,
  ];
  return parts.join('+');
}

function baseKey(press: KeyPress): string {
  if (press.key === ' ') return 'Space';
  if (press.key.length > 1) return press.key;
  // On layouts without Latin letters the place of the key counts.
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  if (letter !== undefined && !/^[\x20-\x7e]$/.test(press.key)) return letter;
  return press.key.toUpperCase();
}

/** True where the binding counts in this view and with this focus. */
export function counts(binding: Binding, view: View, inMiddle: boolean): boolean {
  return (binding.views === undefined || binding.views.includes(view)) && (binding.middle !== true || inMiddle);
}

/** The action that a key means; null for none. */
export function actionFor(name: string, view: View, inMiddle: boolean): ActionId | null {
  return (
    actionIds.find((id) => {
      const info: ActionInfo = actions[id];
      return info.native !== true && info.keys.some((binding) => binding.key === name && counts(binding, view, inMiddle));
    }) ?? null
  );
}

const macSigns: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Backspace: '⌫', Delete: '⌦' };
const signs: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
  PageUp: 'Page up',
  PageDown: 'Page down',
};

/** The caps of one key, as they are printed on keyboards: ["Ctrl", "A"], on a Mac ["⌘", "A"]. */
export function keyCaps(key: string, platform: Platform): string[] {
  const parts = key.split('+');
  return parts.map((part) => (platform === 'mac' ? macSigns[part] : undefined) ?? signs[part] ?? part);
}

/** The first key of an action in one line, "Ctrl A"; undefined where it has none. */
export function shortcutOf(id: ActionId, platform: Platform): string | undefined {
  const key = actions[id].keys[0]?.key;
  return key === undefined ? undefined : keyCaps(key, platform).join(' ');
}
