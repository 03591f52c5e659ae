/** The line below the toolbar: what is searched for, and what photos must be like. */
import './filter-bar.css';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { PictureFormat } from '../../../electron/contract/photo.ts';
import { localDay } from '../../../electron/contract/local-time.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { isOpenFilter, useLook, type Filter } from '../../stores/look-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuText } from '../../ui/menu.tsx';
import { dateGroups, dateText, foundWords, kindGroups, kindsText, stateGroups, stateText } from './filter-words.ts';

/** Milliseconds without a key after which what was typed is searched for. */
const TYPED_MS = 80;
/** Years offered in the menu. */
const MOST_YEARS = 12;

/** `count`: what is found. */
export function FilterBar({ count }: { readonly count: number }) {
  const filter = useLook((state) => state.filter);
  const query = useLook((state) => state.query);
  const set = useLook((state) => state.set);
  const active = query.trim() !== '' || !isOpenFilter(filter);
  const change = (part: Partial<Filter>) => {
    set({ filter: { ...useLook.getState().filter, ...part } });
  };
  useFoundSaid(count, active);
  return (
    <div className="gallery-filter" role="toolbar" aria-label="Search and filter">
      <SearchField query={query} />
      <MenuText
        label="Kind"
        text={kindsText(filter)}
        on={filter.kinds.size > 0}
        groups={() => kindGroups(useLook.getState().filter, kindsThere(), change)}
      />
      <DateFilter filter={filter} change={change} />
      {(['developed', 'missing'] as const).map((part) => (
        <MenuText
          key={part}
          label={part === 'developed' ? 'Results' : 'Files'}
          text={stateText(filter, part)}
          on={filter[part] !== 'any'}
          groups={() => stateGroups(useLook.getState().filter, part, change)}
        />
      ))}
      <span className="gallery-filter-end">
        {active && (
          <Button
            size="sm"
            variant="ghost"
            onClick={() => {
              useLook.getState().clear();
            }}
          >
            Show all
          </Button>
        )}
        <IconButton size="sm" icon="close" label="Close search and filter; all photos are shown" onClick={closeBar} />
      </span>
    </div>
  );
}

/** Closes the line: nothing that it asked for stays behind unseen. */
export function closeBar(): void {
  const look = useLook.getState();
  look.clear();
  look.set({ barOpen: false });
}

function SearchField({ query }: { readonly query: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(query);
  const [known, setKnown] = useState(query);
  // Emptied from outside
  if (known !== query) {
    setKnown(query);
    setTyped(query);
  }
  const wanted = useLook((state) => state.wantsTyping);
  useEffect(() => {
    if (!wanted) return;
    field.current?.focus();
    field.current?.select();
    useLook.getState().set({ wantsTyping: false });
  }, [wanted]);
  useEffect(() => {
    if (typed === query) return;
    const timer = window.setTimeout(() => {
      setKnown(typed);
      useLook.getState().set({ query: typed });
    }, TYPED_MS);
    return () => {
      window.clearTimeout(timer);
    };
  }, [typed, query]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (typed === '') {
        closeBar();
        focusGrid();
      } else setTyped('');
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      useLook.getState().set({ query: typed });
      focusGrid();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="gallery-search">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        className="ui-input"
        aria-label="Search"
        placeholder="Name, folder, prompt, recipe"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
    </span>
  );
}

function focusGrid(): void {
  document.querySelector<HTMLElement>('[role=grid][aria-label=Photos]')?.focus();
}

interface DateProps {
  readonly filter: Filter;
  readonly change: (part: Partial<Filter>) => void;
}

function DateFilter({ filter, change }: DateProps) {
  const choosing = useLook((state) => state.daysOpen);
  const setChoosing = (daysOpen: boolean) => {
    useLook.getState().set({ daysOpen });
  };
  const [now] = useState(() => Date.now());
  const given = filter.from !== null || filter.to !== null;
  return (
    <>
      <MenuText
        label="Date"
        text={dateText(filter, now)}
        on={given}
        groups={() => {
          const choices = { years: yearsThere(), today: localDay(Date.now()) };
          const own = () => {
            setChoosing(true);
          };
          const chosen = (part: Partial<Filter>) => {
            setChoosing(false);
            change(part);
          };
          return dateGroups(useLook.getState().filter, choices, chosen, own);
        }}
      />
      {choosing && (
        <span className="gallery-filter-days">
          <DayField
            label="From"
            value={filter.from}
            onChange={(from) => {
              change({ from });
            }}
          />
          <span className="ui-muted">to</span>
          <DayField
            label="To"
            value={filter.to}
            onChange={(to) => {
              change({ to });
            }}
          />
        </span>
      )}
    </>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}

/** The system's own field for a day; empty: no bound. */
function DayField({ label, value, onChange }: DayProps) {
  return (
    <input
      type="date"
      className="ui-input"
      aria-label={label}
      value={value ?? ''}
      max="9999-12-31"
      onChange={(event) => {
        onChange(event.target.value === '' ? null : event.target.value);
      }}
    />
  );
}

/** Says what was found, once it stands still. */
function useFoundSaid(count: number, active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const timer = window.setTimeout(() => {
      useView.getState().say(foundWords(count));
    }, 600);
    return () => {
      window.clearTimeout(timer);
    };
  }, [count, active]);
}

function kindsThere(): ReadonlySet<PictureFormat> {
  return new Set(useLibrary.getState().overview.formats);
}

/** The newest years that photos are of, newest first. */
function yearsThere(): string[] {
  return useLibrary.getState().overview.years.slice(0, MOST_YEARS);
}
