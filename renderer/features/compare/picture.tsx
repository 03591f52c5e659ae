/**
 * One picture on a stage: the small, the screen-sized and, when needed, the full version over each other. Each shows only
 * when it is complete, so that a sharper one replaces a softer one without a blank moment.
 */
import './stage.css';
import { useEffect, useLayoutEffect, useRef, useState, type CSSProperties } from 'react';
import { pictureAddress, type PictureSubject } from '../../../electron/contract/pictures.ts';
import { usePictureWait } from '../../lib/picture-waits.ts';
import type { Rectangle, Size } from '../../lib/viewport.ts';

/** Milliseconds after which a full picture still on its way is worth a word. */
const PATIENCE_MS = 250;

/** CSS of a rectangle inside a positioned parent; moved by transform, so that panning does not lay out anything. */
export function placed(rectangle: Rectangle): CSSProperties {
  return {
    width: rectangle.width,
    height: rectangle.height,
    transform: `translate(${String(rectangle.x)}px, ${String(rectangle.y)}px)`,
  };
}

interface LayerProps {
  readonly address: string;
  /** sync: shown in the frame it is complete. async: decoded beside the screen first, for very large pictures. */
  readonly decoding: 'sync' | 'async';
  readonly onState: (state: 'ready' | 'failed', natural: Size) => void;
  readonly hidden?: boolean;
}

function Layer({ address, decoding, onState, hidden = false }: LayerProps) {
  const image = useRef<HTMLImageElement>(null);
  const [ready, setReady] = useState(false);
  const report = useRef(onState);
  useLayoutEffect(() => {
    report.current = onState;
  });

  const settled = usePictureWait(address);
  const settle = (state: 'ready' | 'failed'): void => {
    settled();
    const element = image.current;
    if (element === null) return;
    setReady(state === 'ready');
    report.current(state, { width: element.naturalWidth, height: element.naturalHeight });
  };
  const onLoad = (): void => {
    const element = image.current;
    if (element === null) return;
    if (decoding === 'sync') {
      settle('ready');
      return;
    }
    element.decode().then(
      () => {
        settle('ready');
      },
      () => {
        settle('failed');
      },
    );
  };
  // A picture fetched ahead is complete as soon as it is in the page: it is there in the very first frame.
  useLayoutEffect(() => {
    const element = image.current;
    if (decoding !== 'sync' || element?.complete !== true || element.naturalWidth === 0) return;
    setReady(true);
    report.current('ready', { width: element.naturalWidth, height: element.naturalHeight });
  }, [decoding]);

  return (
    <img
      ref={image}
      src={address}
      alt=""
      draggable={false}
      decoding={decoding}
      onLoad={onLoad}
      onError={() => {
        settle('failed');
      }}
      // Shown layers inherit: a side that is hidden as a whole must not shine through.
      style={{ visibility: ready && !hidden ? 'inherit' : 'hidden' }}
    />
  );
}

export type PictureState = 'loading' | 'shown' | 'only-small' | 'failed';

export interface PictureProps {
  readonly subject: PictureSubject;
  /** Accessible name. */
  readonly label: string;
  /** Where it lies in its parent, CSS pixels. */
  readonly place: Rectangle;
  /** The screen shows more pixels than the screen-sized version has. */
  readonly everyPixel: boolean;
  /** Said over the picture where nothing of it can be shown; null: somebody else says it. */
  readonly failedWords: string | null;
  readonly onNatural?: ((natural: Size) => void) | undefined;
  readonly onState?: ((state: PictureState) => void) | undefined;
}

/** Draws one subject; give it the subject's address as key, so that a new subject starts anew. */
export function Picture({ subject, label, place, everyPixel, failedWords, onNatural, onState }: PictureProps) {
  const [small, setSmall] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [view, setView] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [full, setFull] = useState<'unasked' | 'ready' | 'failed'>('unasked');
  const [wanted, setWanted] = useState(everyPixel);
  const [slow, setSlow] = useState(false);
  // Once asked for, the full version stays until another subject comes: going to and fro between fit and 1:1 is at once.
  if (everyPixel && !wanted) setWanted(true);

  const state: PictureState =
    view === 'ready'
      ? 'shown'
      : view === 'loading'
        ? 'loading'
        : small === 'ready'
          ? 'only-small'
          : small === 'failed'
            ? 'failed'
            : 'loading';
  useEffect(() => {
    onState?.(state);
  }, [state, onState]);
  const waiting = everyPixel && full === 'unasked' && state === 'shown';
  useEffect(() => {
    if (!waiting) return;
    const timer = window.setTimeout(() => {
      setSlow(true);
    }, PATIENCE_MS);
    return () => {
      window.clearTimeout(timer);
      setSlow(false);
    };
  }, [waiting]);

  // Beside the picture, not in it: the words stay in sight where only a part of the picture is.
  const words =
    state === 'failed'
      ? failedWords
      : everyPixel && full === 'failed'
        ? 'Only the preview can be shown'
        : waiting && slow
          ? 'Loading every pixel'
          : null;
  return (
    <>
      <div className="picture" role="img" aria-label={label} style={placed(place)}>
        <Layer
          address={pictureAddress('thumb', subject)}
          decoding="sync"
          hidden={view === 'ready'}
          onState={(next) => {
            setSmall(next);
          }}
        />
        <Layer
          address={pictureAddress('view', subject)}
          decoding="sync"
          hidden={everyPixel && full === 'ready'}
          onState={(next, natural) => {
            setView(next);
            if (next === 'ready') onNatural?.(natural);
          }}
        />
        {wanted && (
          <Layer
            address={pictureAddress('full', subject)}
            decoding="async"
            hidden={!everyPixel}
            onState={(next) => {
              setFull(next);
            }}
          />
        )}
      </div>
      {words !== null && <span className="picture-word">{words}</span>}
    </>
  );
}

/** Pictures fetched ahead and kept, so that going to a neighbour shows it at once. */
export function useFetchedAhead(subjects: readonly (PictureSubject | null)[]): void {
  const kept = useRef(new Map<string, HTMLImageElement>());
  const addresses = subjects.flatMap((subject) => (subject === null ? [] : [pictureAddress('view', subject)])).join(' ');
  useEffect(() => {
    const wanted = new Set(addresses === '' ? [] : addresses.split(' '));
    for (const address of kept.current.keys()) if (!wanted.has(address)) kept.current.delete(address);
    for (const address of wanted) {
      if (kept.current.has(address)) continue;
      const image = new Image();
      image.decoding = 'async';
      image.src = address;
      kept.current.set(address, image);
      // A neighbour that cannot be fetched says so when it is shown.
      image.decode().catch(() => undefined);
    }
  }, [addresses]);
}
