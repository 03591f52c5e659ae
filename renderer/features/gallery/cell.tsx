/** One cell of the grid: picture with its marks, name below. Originals and results have the same anatomy. */
import { memo, useEffect, useState, type DragEvent, type MouseEvent, type ReactNode } from 'react';
import type { PhotoId, ResultId } from '../../../electron/contract/ids.ts';
import type { Job } from '../../../electron/contract/job.ts';
import { pictureAddress } from '../../../electron/contract/pictures.ts';
import { signal } from '../../lib/bridge.ts';
import { middleCut, plural, withoutExtension } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { usePhoto } from '../../stores/photo-rows.ts';
import { latestJob, useQueue } from '../../stores/queue-store.ts';
import { classes } from '../../ui/classes.ts';
import { Icon } from '../../ui/icon.tsx';
import { SmallPicture } from '../../ui/small-picture.tsx';
import { dragStarted } from './own-drag.ts';
import { startPhotoDrag } from '../../lib/photo-drag.ts';
import {
  companionWords,
  developingShare,
  photoMark,
  photoWords,
  resultMark,
  resultWords,
  shortResultName,
  type StateMark,
} from './marks.ts';

export interface CellFrame {
  readonly id: string;
  readonly column: number;
  readonly left: number;
  /** Pixels from the row's top: headers stand above. */
  readonly top: number;
  readonly width: number;
  readonly boxHeight: number;
  readonly selected: boolean;
  readonly active: boolean;
  readonly stacked: boolean;
  /** The stack goes on in the next cell of this row: the band covers the gap. */
  readonly stackGoesOn: boolean;
}

/** About how wide a letter is at 11 px; of names in capitals and digits, not of words. */
const LETTER = 6.9;

/** An original. */
export const PhotoCell = memo(function PhotoCell({ photoId, ...frame }: CellFrame & { readonly photoId: PhotoId }) {
  const photo = usePhoto(photoId);
  const results = useLibrary((state) => state.resultsByPhoto.get(photoId)?.length ?? 0);
  const job = useQueue((state) => latestJob(state, photoId));
  if (photo === undefined) return <Frame {...frame} words="Photo" title="" name="" dimmed={false} children={null} />;
  const mark = photoMark(photo, job);
  const companion = companionWords(photo);
  const why = job?.state === 'failed' ? job.problem?.message : photo.problem?.message;
  return (
    <Frame
      {...frame}
      words={photoWords(photo, results, mark, frame.selected)}
      title={why === undefined ? photo.name : `${photo.name}. ${why}`}
      name={withoutExtension(photo.name)}
      dimmed={photo.missing}
      onDragStart={(event) => {
        startPhotoDrag(event.dataTransfer, photo.id);
      }}
    >
      <Thumb
        address={pictureAddress('thumb', { type: 'photo', id: photo.id, version: photo.version })}
        aspect={photo.width === null || photo.height === null ? null : photo.width / photo.height}
        frame={frame}
      >
        {results > 0 && (
          <span className="gallery-badge gallery-badge-count" title={plural(results, 'result')}>
            <Icon name="stack" size={12} />
            {results}
          </span>
        )}
        {companion !== null && (
          <span className="gallery-badge gallery-badge-companion" title={photo.companions.join(', ')}>
            {companion}
          </span>
        )}
        <Mark mark={mark} />
        {mark?.kind === 'developing' && job !== undefined && <Developing job={job} />}
      </Thumb>
    </Frame>
  );
});

/** A result inside an open stack. It can be dragged out of the window. */
export const ResultCell = memo(function ResultCell({ resultId, ...frame }: CellFrame & { readonly resultId: ResultId }) {
  const result = useLibrary((state) => state.results.get(resultId));
  const original = usePhoto(result?.photoId ?? null);
  if (result === undefined) return null;
  const originalName = original?.name ?? '';
  const onDragStart = (event: DragEvent) => {
    // Main takes the drag over with the real file, or the page would drag a picture's address.
    event.preventDefault();
    dragStarted();
    signal('results.drag-out', { resultIds: [resultId] });
  };
  return (
    <Frame
      {...frame}
      words={resultWords(result, originalName, frame.selected)}
      title={result.name}
      name={shortResultName(result.name, originalName)}
      dimmed={result.missing}
      onDragStart={onDragStart}
    >
      <Thumb
        address={pictureAddress('thumb', { type: 'result', id: result.id, version: result.version })}
        aspect={result.width / result.height}
        frame={frame}
      >
        <Mark mark={result.missing ? { kind: 'badge', text: 'Missing', icon: 'warn', tone: 'plain' } : resultMark(result)} />
      </Thumb>
    </Frame>
  );
});

interface FrameProps extends CellFrame {
  readonly words: string;
  readonly title: string;
  readonly name: string;
  readonly dimmed: boolean;
  readonly onDragStart?: (event: DragEvent) => void;
  readonly children: ReactNode;
}

function Frame(props: FrameProps) {
  const { id, column, left, top, width, selected, active, stacked, stackGoesOn, words, title, name, dimmed, onDragStart } = props;
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={column}
      aria-selected={selected}
      aria-label={words}
      title={title}
      draggable={onDragStart !== undefined}
      onDragStart={onDragStart}
      onMouseDown={stopTextDrag}
      className={classes(
        'gallery-cell',
        selected && 'gallery-cell-selected',
        active && 'gallery-cell-active',
        stacked && 'gallery-cell-stacked',
        stackGoesOn && 'gallery-cell-stack-goes-on',
        dimmed && 'gallery-cell-dimmed',
      )}
      style={{ left, top, width }}
    >
      {props.children}
      <div className="gallery-name">{middleCut(name, Math.max(6, Math.floor((width - 10) / LETTER)))}</div>
    </div>
  );
}

/** The middle button would start Chromium's own scrolling over the grid. */
function stopTextDrag(event: MouseEvent): void {
  if (event.button === 1) event.preventDefault();
}

interface ThumbProps {
  readonly address: string;
  /** Width divided by height; null: not known, the picture says it itself. */
  readonly aspect: number | null;
  readonly frame: Pick<CellFrame, 'width' | 'boxHeight'>;
  readonly children: ReactNode;
}

function Thumb({ address, aspect, frame, children }: ThumbProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const boxWidth = frame.width - 10;
  const known = aspect ?? 3 / 2;
  const width = Math.min(boxWidth, Math.round(frame.boxHeight * known));
  const height = Math.min(frame.boxHeight, Math.round(boxWidth / known));
  return (
    <div className="gallery-box" style={{ height: frame.boxHeight }}>
      <span className="gallery-picture" style={{ width, height }}>
        {broken === address ? (
          <span className="gallery-broken">No preview</span>
        ) : (
          <SmallPicture
            key={address}
            address={address}
            decoding="async"
            onFailed={() => {
              setBroken(address);
            }}
          />
        )}
        {children}
      </span>
    </div>
  );
}

function Mark({ mark }: { readonly mark: StateMark }) {
  if (mark?.kind !== 'badge') return null;
  return (
    <span className={`gallery-badge gallery-badge-state gallery-badge-${mark.tone}`}>
      {mark.icon !== null && <Icon name={mark.icon} size={12} />}
      {mark.text}
    </span>
  );
}

/** Milliseconds between two looks at the clock while a photo is developed. */
const LOOK_MS = 500;

function Developing({ job }: { readonly job: Job }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => {
      setNow(Date.now());
    }, LOOK_MS);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  const percent = Math.round(developingShare(job, now) * 100);
  return (
    <span
      className="gallery-progress"
      role="progressbar"
      aria-label="Developing"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${String(percent)}%` }} />
    </span>
  );
}
