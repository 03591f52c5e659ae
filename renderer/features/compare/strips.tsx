/** The film strips: photos of the source under the loupe; the original and its results under a comparison. */
import { useCallback, useMemo } from 'react';
import type { Photo, Result } from '../../../electron/contract/photo.ts';
import { pictureAddress } from '../../../electron/contract/pictures.ts';
import { signal } from '../../lib/bridge.ts';
import { middleCut, plural, withoutExtension } from '../../lib/format.ts';
import { aspectOf, frameWidth } from '../../lib/strip-layout.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { wantPhotos } from '../../stores/photo-rows.ts';
import { useShownPhotos } from '../../stores/shown-photos.ts';
import { useView } from '../../stores/view-store.ts';
import { useCompare } from './compare-store.ts';
import { troubleOf } from './empty.tsx';
import { FilmStrip, type Frame } from './film-strip.tsx';
import { photoSize, photoSubject, resultLabel, resultSubject, shortName, showPhoto, strengthText, type Shown } from './shown.ts';

function photoFrame(photo: Photo, results: number, selected: boolean): Frame {
  return {
    key: String(photo.id),
    address: pictureAddress('thumb', photoSubject(photo)),
    name: results === 0 ? photo.name : `${photo.name}, ${plural(results, 'result')}`,
    badge: results === 0 ? null : { text: String(results), kind: 'stack' },
    problem: troubleOf(photo),
    selected,
  };
}

function resultFrame(result: Result, photo: Photo | null): Frame {
  return {
    key: String(result.id),
    address: pictureAddress('thumb', resultSubject(result)),
    name: `${resultLabel(result, photo)}${result.simulated ? ', simulated' : ''}`,
    badge: {
      text: strengthText(result) ?? middleCut(shortName(result, photo), 10),
      kind: result.simulated ? 'simulated' : 'strength',
    },
    problem: troubleOf(result),
    selected: false,
  };
}

/** Photos of the current source. */
export function PhotoStrip() {
  const ids = useShownPhotos();
  const view = useLibrary((state) => state.view);
  const photos = useLibrary((state) => state.photos);
  const resultsByPhoto = useLibrary((state) => state.resultsByPhoto);
  const active = useView((state) => state.active);
  const selection = useView((state) => state.selection);
  const onSight = useCallback(
    (start: number, end: number) => {
      wantPhotos(ids.slice(start, end));
    },
    [ids],
  );
  return (
    <FilmStrip
      label="Photos"
      aspects={view?.aspects ?? []}
      frameAt={(index) => {
        const id = ids[index];
        const photo = id === undefined ? undefined : photos.get(id);
        return photo === undefined ? null : photoFrame(photo, resultsByPhoto.get(photo.id)?.length ?? 0, selection.has(photo.id));
      }}
      onSight={onSight}
      active={active === null ? -1 : ids.indexOf(active)}
      onChoose={(index) => {
        const id = ids[index];
        if (id !== undefined) showPhoto(id);
      }}
    />
  );
}

/** The original, and the results that can be compared with it. */
export function ResultStrip({ photo, result, results }: Shown) {
  const setActive = useView((state) => state.setActive);
  const aspects = useMemo(() => results.map(({ width, height }) => width / height), [results]);
  return (
    <FilmStrip
      label="Results"
      aspects={aspects}
      frameAt={(index) => {
        const one = results[index];
        return one === undefined ? null : resultFrame(one, photo);
      }}
      active={result === null ? -1 : results.findIndex((one) => one.id === result.id)}
      onChoose={(index) => {
        const chosen = results[index];
        if (chosen !== undefined) setActive(chosen.photoId, chosen.id);
      }}
      onDragOut={(index) => {
        const dragged = results[index];
        if (dragged !== undefined) signal('results.drag-out', { resultIds: [dragged.id] });
      }}
      before={photo === null ? null : <OriginalFrame photo={photo} alone={result === null} />}
      after={
        <div className="film-hints" aria-hidden="true">
          <kbd className="ui-key">←</kbd>
          <kbd className="ui-key">→</kbd>
          <span>next result</span>
          <kbd className="ui-key">↑</kbd>
          <kbd className="ui-key">↓</kbd>
          <span>next photo</span>
        </div>
      }
    />
  );
}

/** The original at the head of the strip: while it is pressed, it alone is on the stage. */
function OriginalFrame({ photo, alone }: { readonly photo: Photo; readonly alone: boolean }) {
  const holding = useCompare((state) => state.holding);
  const hold = useCompare((state) => state.hold);
  const release = (): void => {
    hold(false);
  };
  return (
    <>
      <span className="film-words">
        <span>Original</span>
        <span className="ui-cut" title={photo.name}>
          {middleCut(withoutExtension(photo.name), 18)}
        </span>
      </span>
      <button
        type="button"
        className="film-original"
        aria-label={`Original, ${photo.name}. Hold to see it alone`}
        aria-pressed={holding}
        title="Hold to see the original alone"
        disabled={alone}
        onPointerDown={(event) => {
          if (event.button === 0) hold(true);
        }}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onKeyDown={(event) => {
          if (event.key !== ' ' && event.key !== 'Enter') return;
          event.preventDefault();
          hold(true);
        }}
        onKeyUp={release}
        onBlur={release}
      >
        <span className="film-picture" style={{ width: frameWidth(aspectOf(photoSize(photo))) }}>
          <img src={pictureAddress('thumb', photoSubject(photo))} alt="" draggable={false} />
        </span>
      </button>
      {alone ? <span className="film-words">No results</span> : <span className="film-separator" />}
    </>
  );
}
