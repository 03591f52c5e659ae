/** Who does what: features claim actions, keys and menus run them. The last claim counts, so a dialog can take one over. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ActionId } from './registry.ts';

/** How an action was asked for. */
export interface Press {
  /** up: only for actions that are held. */
  readonly phase: 'down' | 'up';
  /** The key as the registry names it; null where it came from a menu or a button. */
  readonly key: string | null;
}
export type ActionHandler = (press: Press) => void;

const claims = new Map<ActionId, ActionHandler[]>();
const watchers = new Set<() => void>();

function notify(): void {
  for (const watcher of watchers) watcher();
}

/** Claims an action; returns the function that gives it back. */
export function claimAction(id: ActionId, handler: ActionHandler): () => void {
  claims.set(id, [...(claims.get(id) ?? []), handler]);
  notify();
  return () => {
    claims.set(
      id,
      (claims.get(id) ?? []).filter((other) => other !== handler),
    );
    notify();
  };
}

/** Does an action; false where nobody can do it now. */
export function runAction(id: ActionId, press: Press = { phase: 'down', key: null }): boolean {
  const handler = claims.get(id)?.at(-1);
  if (handler === undefined) return false;
  handler(press);
  return true;
}

/** True while somebody can do it. */
export function canRun(id: ActionId): boolean {
  return (claims.get(id)?.length ?? 0) > 0;
}

/** Claims an action while the component stands; null: not possible now, so its buttons and menu entries are off. */
export function useAction(id: ActionId, handler: ActionHandler | null): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  const able = handler !== null;
  useEffect(() => {
    if (!able) return;
    return claimAction(id, (press) => {
      latest.current?.(press);
    });
  }, [id, able]);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

/** Follows whether an action can be done. */
export function useCanRun(id: ActionId): boolean {
  return useSyncExternalStore(watch, () => canRun(id));
}

/** Follows which of some actions can be done: their ids, in one text. */
export function useRunnable(ids: readonly ActionId[]): string {
  return useSyncExternalStore(watch, () => ids.filter(canRun).join(' '));
}
