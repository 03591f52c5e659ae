/** The loupe: one photo or result as large as the window allows, or pixel by pixel. */
import './stage.css';
import { useCallback, useRef, useState, type RefObject } from 'react';
import { formatCount } from '../../lib/format.ts';
import type { Size } from '../../lib/viewport.ts';
import { usePhoto } from '../../stores/photo-rows.ts';
import { useShownPhotos } from '../../stores/shown-photos.ts';
import { useView } from '../../stores/view-store.ts';
import { Chip } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icon.tsx';
import { classes } from '../../ui/classes.ts';
import { useCompare } from './compare-store.ts';
import { NothingChosen, troubleOf } from './empty.tsx';
import { wholeStage } from './layouts.tsx';
import { placed as placedStyle, useFetchedAhead, type PictureState } from './picture.tsx';
import { lastFolder, neighbour, photoSize, photoSubject, shortName, useShown, type Shown } from './shown.ts';
import { SidePicture, originalSide, resultSide } from './sides.tsx';
import { PictureStage, type StageTarget } from './stage.tsx';
import { PhotoStrip } from './strips.tsx';
import { HoldButton, ZoomControl } from './toolbar-parts.tsx';
import { Trouble } from './trouble.tsx';
import { useBox, type Box } from './use-box.ts';
import { useViewerActions } from './use-viewer-actions.ts';

/** CSS pixels around the picture at fit. */
const MARGIN = 16;

/** The middle of the window in the loupe: toolbar, stage, film strip. */
export function Loupe() {
  const shown = useShown();
  const target = useRef<StageTarget | null>(null);
  const room = useRef<HTMLDivElement>(null);
  const box = useBox(room);
  const frame = useFrame(shown);
  useViewerActions(shown, target);
  useNeighboursAhead();
  const empty = shown.photo === null && shown.result === null;
  const stage = box === null || empty ? null : wholeStage(frame.size, box, MARGIN);
  return (
    <div className="viewer">
      <div className="viewer-toolbar" role="toolbar" aria-label="Loupe">
        <Crumbs shown={shown} />
        <span className="viewer-grow" />
        {shown.result !== null && <HoldButton disabled={shown.photo === null} />}
        <ZoomControl stage={stage} target={target} />
      </div>
      <div className="stage" ref={room}>
        {empty && <NothingChosen />}
        {!empty && box !== null && <LoupeStage shown={shown} frame={frame} box={box} target={target} />}
      </div>
      <PhotoStrip />
    </div>
  );
}

interface Frame {
  readonly size: Size;
  /** Told by the picture itself, while the library does not know its size yet. */
  readonly onNatural: (size: Size) => void;
}

/** Size of the frame on the stage: the original's, else the result's, else that of the picture that was loaded. */
export function useFrame({ photo, result }: Shown): Frame {
  const [learned, setLearned] = useState<{ readonly key: string; readonly size: Size } | null>(null);
  const key = photo === null ? '' : `${String(photo.id)} ${photo.version}`;
  const onNatural = useCallback(
    (size: Size) => {
      if (size.width > 0 && size.height > 0) setLearned({ key, size });
    },
    [key],
  );
  const known = photo === null ? null : photoSize(photo);
  const found = learned !== null && learned.key === key ? learned.size : null;
  return { size: known ?? found ?? result ?? { width: 3000, height: 2000 }, onNatural };
}

interface LoupeStageProps {
  readonly shown: Shown;
  readonly frame: Frame;
  readonly box: Box;
  readonly target: RefObject<StageTarget | null>;
}

function LoupeStage({ shown, frame, box, target }: LoupeStageProps) {
  const { photo, result } = shown;
  const viewport = useCompare((state) => state.viewport);
  const setViewport = useCompare((state) => state.setViewport);
  const holding = useCompare((state) => state.holding);
  const [state, setState] = useState<PictureState>('loading');
  const stage = wholeStage(frame.size, box, MARGIN);
  const original = photo === null ? null : originalSide(photo, frame.size);
  const side = result === null ? original : resultSide(result, photo, frame.size);
  const hidden = holding && result !== null && original !== null;
  if (side === null) return null;
  const subject = result ?? photo;
  const trouble = subject === null ? null : troubleOf(subject);
  return (
    <>
      <PictureStage stage={stage} viewport={viewport} onViewport={setViewport} target={target} label={side.name}>
        {(placed, visible) => (
          <div className="stage-frame" style={placedStyle(visible)}>
            {result !== null && original !== null && (
              <div className={classes('stage-layer', !hidden && 'stage-unseen')}>
                <SidePicture side={original} {...{ viewport, stage, placed, visible }} />
                <span className="stage-tag stage-tag-left">{original.tag}</span>
              </div>
            )}
            <div className={classes('stage-layer', hidden && 'stage-unseen')}>
              <SidePicture
                side={side}
                {...{ viewport, stage, placed, visible }}
                onNatural={result === null ? frame.onNatural : undefined}
                onState={setState}
                quiet
              />
              {result !== null && <span className="stage-tag stage-tag-left">{side.tag}</span>}
            </div>
          </div>
        )}
      </PictureStage>
      <Trouble state={state} known={trouble} />
    </>
  );
}

/** Folder › name, and the place of the photo in the source. */
function Crumbs({ shown }: { readonly shown: Shown }) {
  const { photo, result } = shown;
  const source = useView((state) => state.source);
  const ids = useShownPhotos();
  if (photo === null && result === null) return <span className="viewer-name">Loupe</span>;
  const folder = source.kind === 'folder' ? source.label : (photo ?? result)?.folder;
  const index = photo === null ? -1 : ids.indexOf(photo.id);
  return (
    <div className="viewer-crumbs">
      {folder !== undefined && folder !== '' && (
        <>
          <span className="ui-muted ui-cut" title={folder}>
            {lastFolder(folder)}
          </span>
          <Icon name="chevron-right" size={12} />
        </>
      )}
      <span className="viewer-name ui-cut" title={(photo ?? result)?.name}>
        {(photo ?? result)?.name}
      </span>
      {photo !== null && result !== null && (
        <>
          <Icon name="chevron-right" size={12} />
          <span className="viewer-name ui-cut" title={result.name}>
            {shortName(result, photo)}
          </span>
        </>
      )}
      {result?.simulated === true && <Chip tone="sim">Simulated</Chip>}
      {index >= 0 && <span className="ui-muted">{`${formatCount(index + 1)} of ${formatCount(ids.length)}`}</span>}
    </div>
  );
}

/** The photos before and after, fetched while this one is looked at. */
function useNeighboursAhead(): void {
  const ids = useShownPhotos();
  const active = useView((state) => state.active);
  const neighbours = ([1, -1] as const).map((step) => (active === null ? null : neighbour(ids, active, step)));
  const before = usePhoto(neighbours[0] ?? null);
  const after = usePhoto(neighbours[1] ?? null);
  const subjects = [before, after].map((photo) => {
    if (photo?.id === active) return null;
    return photo === undefined || photo.missing || photo.problem !== null ? null : photoSubject(photo);
  });
  useFetchedAhead(subjects);
}
