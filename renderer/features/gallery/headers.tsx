/** Headers of groups: above their first cell, and at the top of the view while their cells are scrolled. */
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useLibrary } from '../../stores/library-store.ts';
import { classes } from '../../ui/classes.ts';
import { groupTitles, headerWords } from './group-words.ts';
import { countGroup, type GridItems } from './items.ts';
import type { Layout } from './layout.ts';
import { placeCells, placeHeaders, stickyAt, type HeaderPlace } from './places.ts';

/** One header. A group that goes on from the row above is named again for the eye alone. */
export function GroupHeader({ place, items }: { readonly place: HeaderPlace; readonly items: GridItems }) {
  const words = (
    <div {...(place.continued ? {} : { role: 'rowheader' })} className="gallery-header-words">
      <Words place={place} items={items} />
    </div>
  );
  return (
    <div
      className={classes('gallery-header', place.continued && 'gallery-header-continued')}
      role="presentation"
      aria-hidden={place.continued || undefined}
      style={{ left: place.left, width: place.width }}
    >
      {words}
    </div>
  );
}

function Words({ place, items }: { readonly place: HeaderPlace; readonly items: GridItems }) {
  const resultsByPhoto = useLibrary((state) => state.resultsByPhoto);
  const [now] = useState(() => Date.now());
  const { group } = place;
  const count = useMemo(() => countGroup(items, group, resultsByPhoto), [items, group, resultsByPhoto]);
  const titles = groupTitles(items.grouping, items.groupNames[group] ?? '', now);
  const words = headerWords(titles, count, place.width);
  return (
    <>
      <b title={titles[0]}>{words.title}</b>
      {words.count !== '' && <span className="ui-muted">{words.count}</span>}
    </>
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
  const headers = row === undefined ? [] : placeHeaders(layout, row, placeCells(layout, row));
  return (
    <div className="gallery-sticky" aria-hidden="true">
      <div ref={band} className="gallery-sticky-band" hidden={row === undefined}>
        {headers.map((place) => (
          <div key={place.group} className="gallery-header" style={{ left: place.left, width: place.width }}>
            <div className="gallery-header-words">
              <Words place={place} items={items} />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
