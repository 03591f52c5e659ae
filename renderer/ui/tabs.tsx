/** Tabs over one panel: one tab stop, arrows move and show at once. */
import './tabs.css';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { classes } from './classes.ts';
import { stepIndex } from './step-index.ts';

export interface TabItem<T extends string> {
  readonly value: T;
  readonly label: string;
}

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly TabItem<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Right end of the line. */
  readonly aside?: ReactNode;
  /** `id` of the panel below, so that tab and panel are tied: the panel gets `aria-labelledby={tabId(...)}`. */
  readonly panelId: string;
  readonly className?: string;
}

/** The id of one tab's element. */
export function tabId(panelId: string, value: string): string {
  return `${panelId}-tab-${value}`;
}

/** A line of tabs. */
export function Tabs<T extends string>({ label, tabs, value, onChange, aside, panelId, className }: TabsProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepIndex(
      event.key,
      tabs.findIndex((tab) => tab.value === value),
      tabs.length,
    );
    const tab = next === null ? undefined : tabs[next];
    if (next === null || tab === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(tab.value);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div className={classes('ui-tabs', className)}>
      <div ref={list} role="tablist" aria-label={label} className="ui-tabs-list" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            id={tabId(panelId, tab.value)}
            type="button"
            role="tab"
            aria-selected={tab.value === value}
            aria-controls={tab.value === value ? panelId : undefined}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => {
              onChange(tab.value);
            }}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {aside}
    </div>
  );
}
