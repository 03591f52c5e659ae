/** Headers of groups: above their first cell, and at the top of the view while their cells are scrolled. */
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useLibrary } from '../../stores/library-store.ts';
import { classes } from '../../ui/classes.ts';
import { groupTitles, headerWords, type HeaderWords } from './group-words.ts';
import { countGroup, type GridItems } from './items.ts';
import type { Layout } from './layout.ts';
import { placeCells, placeHeaders, stickyAt, type HeaderPlace } from './places.ts';

export interface Header extends HeaderPlace {
  readonly words: HeaderWords;
  /** The name in full. */
  readonly title: string;
}

/** What the headers of a row say. */
export function useHeaders(places: readonly HeaderPlace[], items: GridItems): readonly Header[] {
  const resultsByPhoto = useLibrary((state) => (places.length > 0 ? state.resultsByPhoto : null));
  const [now] = useState(() => Date.now());
  const groups = places.map(({ group }) => group).join(' ');
  // Counting a day of very many photos takes a while; scrolling asks for the same again
  const counts = useMemo(
    () => (resultsByPhoto === null ? [] : groups.split(' ').map((group) => countGroup(items, Number(group), resultsByPhoto))),
    [items, groups, resultsByPhoto],
  );
  const wanted = places.map(({ group, width }, index) => ({
    titles: groupTitles(items.grouping, items.groupNames[group] ?? '', now),
    count: counts[index] ?? { photos: 0, withResults: 0, alone: 0 },
    width,
  }));
  const words = headerWords(wanted);
  return places.map((place, index) => ({
    ...place,
    words: words[index] ?? { title: '', count: '' },
    title: wanted[index]?.titles[0] ?? '',
  }));
}

/** One header. A group that goes on from the row above is named again for the eye alone. */
export function GroupHeader({ header, silent }: { readonly header: Header; readonly silent: boolean }) {
  const { words, title, left, width, continued } = header;
  return (
    <div
      role="presentation"
      aria-hidden={silent || undefined}
      className={classes('gallery-header', continued && 'gallery-header-continued')}
      style={{ left, width }}
    >
      <div role={silent ? undefined : 'rowheader'} className="gallery-header-words">
        <b title={title}>{words.title}</b>
        {words.count !== '' && <span className="ui-muted">{words.count}</span>}
      </div>
    </div>
  );
}

interface StickyProps {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly layout: Layout;
  readonly items: GridItems;
}

/** The headers of the row at the top, pushed away by the next ones. They repeat what stands in the grid, so only the eye gets them. */
export function StickyHeaders({ scroller, layout, items }: StickyProps) {
  const [at, setAt] = useState(-1);
  const band = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => {
      const sticky = stickyAt(layout, element.scrollTop);
      setAt(sticky?.row ?? -1);
      if (band.current !== null) band.current.style.transform = `translateY(${String(-(sticky?.pushed ?? 0))}px)`;
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      element.removeEventListener('scroll', look);
    };
  }, [scroller, layout]);
  const row = at < 0 ? undefined : layout.rows.at(at);
  const headers = useHeaders(row === undefined ? [] : placeHeaders(layout, row, placeCells(layout, row)), items);
  return (
    <div className="gallery-sticky" aria-hidden="true">
      <div ref={band} className="gallery-sticky-band" hidden={row === undefined}>
        {headers.map((header) => (
          <GroupHeader key={header.group} header={{ ...header, continued: false }} silent />
        ))}
      </div>
    </div>
  );
}
