/** One listener for the whole window turns keys into actions. */
import { useEffect } from 'react';
import { useView } from '../stores/view-store.ts';
import { runAction } from './dispatch.ts';
import { actionFor, keyName, type KeyPress, type Platform } from './keys.ts';
import { actions, type ActionId } from './registry.ts';

/** True for the middle of the window without its toolbar, and for nothing at all. */
function isMiddle(focused: Element | null): boolean {
  if (focused === null || focused === document.body) return true;
  return focused.closest('[data-region="middle"]') !== null && focused.closest('[role="toolbar"]') === null;
}

/** True for what is typed into. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'submit'].includes(target.type);
}

/** True where the control under the focus needs the key for itself: what it types, how it is pressed or opened, and how it is left. */
function controlNeeds(target: EventTarget | null, name: string): boolean {
  if (takesText(target)) return !/^(Mod\+(Enter|,|\.|F|O|Shift\+O|Shift\+R)|(Shift\+)?F[0-9]+)$/.test(name);
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLSelectElement) return !name.startsWith('Mod+') && !name.endsWith('F6');
  const pressable = target.closest('button, a[href], input, summary, [role="tab"], [role="slider"], [role="menuitem"]');
  return pressable !== null && ['Space', 'Enter', 'Tab'].includes(name);
}

/** Turns key presses into actions while mounted. */
export function useKeys(platform: Platform): void {
  useEffect(() => {
    let held: ActionId | null = null;
    const release = () => {
      if (held !== null) runAction(held, { phase: 'up', key: null });
      held = null;
    };
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const state = useView.getState();
      if (state.dialog !== null) return;
      const name = keyName(pressOf(event), platform);
      if (name === null || controlNeeds(event.target, name)) return;
      const id = actionFor(name, state.view, isMiddle(document.activeElement));
      if (id === null) return;
      const info = actions[id];
      if (event.repeat && info.repeats !== true) {
        event.preventDefault();
        return;
      }
      if (!runAction(id, { phase: 'down', key: name })) return;
      event.preventDefault();
      if (info.hold === true) held = id;
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', release);
    window.addEventListener('blur', release);
    return () => {
      release();
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', release);
    };
  }, [platform]);
}

function pressOf(event: KeyboardEvent): KeyPress {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  return { key, code, ctrlKey, metaKey, altKey, shiftKey, altGraph: event.getModifierState('AltGraph') };
}
