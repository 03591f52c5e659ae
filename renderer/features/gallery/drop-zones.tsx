/** Drops from file managers and browsers: two zones that say what will happen before anything does. */
import './drop-zones.css';
import { useEffect, useState } from 'react';
import { CallError, offerDropped } from '../../lib/bridge.ts';
import { reportFailure } from '../../stores/report.ts';
import { useRecipe } from '../../stores/recipe-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { classes } from '../../ui/classes.ts';
import { draggedAddress, loadWords, readDrag, type DragLoad } from './drag-data.ts';
import { addAddress, addFiles, type Then } from './intake.ts';
import { isOwnDrag } from './own-drag.ts';

type Zone = 'middle' | 'right' | 'watch';
interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
interface Dragging {
  readonly load: DragLoad;
  readonly over: Zone;
  readonly middle: Frame;
  /** null while the right panel is folded away. */
  readonly right: Frame | null;
  /** Where a folder is watched: the screen of watched folders, else their part of the left panel; null: neither is shown. */
  readonly watch: Frame | null;
}

/** Height of the toolbar and the panel's tabs, which stay visible above the zones. */
const BAR = 36;

/** Covers the window's middle and right panel while something is dragged over it. */
export function DropZones() {
  const dragging = useDragging();
  const recipe = useRecipe((state) => state.draft);
  const onScreen = useView((state) => state.view === 'watch');
  if (dragging === null) return null;
  const { load, over, middle, right, watch } = dragging;
  const words = loadWords(load);
  const strength = recipe?.parameters['strength'];
  if (onScreen && watch !== null) return <WatchZone frame={watch} over={over === 'watch'} load={load} wide />;
  return (
    <>
      {watch !== null && <WatchZone frame={watch} over={over === 'watch'} load={load} />}
      <div className={classes('gallery-drop', over === 'middle' && 'gallery-drop-over')} style={middle}>
        <div className="gallery-drop-say">
          <p className="gallery-drop-title">Add {words} to the library</p>
          <p>
            {load.kind === 'files'
              ? 'They stay where they are. Nothing is copied and nothing is sent.'
              : 'It is fetched and kept in the Pasted folder. Nothing is sent to Segmind.'}
          </p>
        </div>
      </div>
      {right !== null && (
        <div className={classes('gallery-drop', 'gallery-drop-side', over === 'right' && 'gallery-drop-over')} style={right}>
          <Icon name="tune" size={20} />
          <p className="gallery-drop-title">Develop {words}</p>
          {recipe !== null && recipe.title !== '' && (
            <p>
              {recipe.title}
              {typeof strength === 'number' ? `, strength ${strength.toFixed(2)}` : ''}
            </p>
          )}
          <p>Added and selected. The price shows, and you confirm, before anything is sent.</p>
        </div>
      )}
    </>
  );
}

interface WatchZoneProps {
  readonly frame: Frame;
  readonly over: boolean;
  readonly load: DragLoad;
  /** The whole middle, and not the narrow left panel. */
  readonly wide?: boolean;
}

/** Whether it is a folder is not known before the drop; single photos can be told. */
function WatchZone({ frame, over, load, wide = false }: WatchZoneProps) {
  const fits = load.kind === 'files' && !load.allPictures;
  return (
    <div
      className={classes(
        'gallery-drop',
        !wide && 'gallery-drop-side',
        over && fits && 'gallery-drop-over',
        !fits && 'gallery-drop-off',
      )}
      style={frame}
    >
      <div className={wide ? 'gallery-drop-say' : undefined}>
        <p className="gallery-drop-title">Watch this folder</p>
        <p>
          {fits
            ? 'What it would do and cost shows before anything is sent.'
            : `Takes folders. ${load.kind === 'files' ? `These are ${loadWords(load)}.` : 'This is a picture.'}`}
        </p>
      </div>
    </div>
  );
}

function useDragging(): Dragging | null {
  const [dragging, setDragging] = useState<Dragging | null>(null);
  useEffect(() => {
    const end = () => {
      setDragging(null);
    };
    const loadOf = (event: DragEvent): DragLoad | null => {
      if (event.dataTransfer === null || isOwnDrag() || useView.getState().dialog !== null) return null;
      return readDrag([...event.dataTransfer.types], [...event.dataTransfer.items]);
    };
    // Cells under the pointer come and go: only what leads to nothing is a leave of the window
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) end();
    };
    // Also for what is entered: a cell that is drawn anew under the pointer is entered, and a drop right after that would be refused
    const move = (event: DragEvent) => {
      // Never let the window open what is dropped on it, ours or not.
      event.preventDefault();
      const load = loadOf(event);
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = load === null ? 'none' : 'copy';
      const middle = frameOf('[data-region="middle"]');
      if (load === null || middle === null) return;
      const right = frameOf('[data-region="right"]');
      const watch = watchFrame();
      const over = zoneAt(event, right, watch);
      setDragging((old) => (old?.over === over && old.load.count === load.count ? old : { load, over, middle, right, watch }));
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      const load = loadOf(event);
      const zone = zoneAt(event, frameOf('[data-region="right"]'), watchFrame());
      end();
      if (load === null || event.dataTransfer === null) return;
      if (zone === 'watch') void offerFolder([...event.dataTransfer.files]);
      else take(event.dataTransfer, zone === 'right' ? 'develop' : 'show');
    };
    window.addEventListener('dragenter', move);
    window.addEventListener('dragover', move);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    // None comes while something is dragged: it ended where no event of it reached the window
    window.addEventListener('pointermove', end);
    return () => {
      window.removeEventListener('dragenter', move);
      window.removeEventListener('dragover', move);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('pointermove', end);
    };
  }, []);
  return dragging;
}

/** Takes what was dropped: files first, else the address of a picture in a page. */
function take(data: DataTransfer, then: Then): void {
  const files = [...data.files];
  if (files.length > 0) {
    void addFiles(files, then);
    return;
  }
  const address = draggedAddress(data.getData('text/html'), data.getData('text/uri-list'));
  if (address !== null) void addAddress(address, then);
  else useView.getState().showToast('That holds no picture and no https address of one.');
}

/** The zone under the pointer. */
function zoneAt({ clientX, clientY }: DragEvent, right: Frame | null, watch: Frame | null): Zone {
  const inWatch =
    watch !== null &&
    clientX >= watch.left &&
    clientX < watch.left + watch.width &&
    clientY >= watch.top &&
    clientY < watch.top + watch.height;
  if (inWatch) return 'watch';
  return right !== null && clientX >= right.left ? 'right' : 'middle';
}

function watchFrame(): Frame | null {
  if (useView.getState().view === 'watch') return frameOf('[data-region="middle"]');
  const box = document.querySelector('[data-watch-drop]')?.getBoundingClientRect();
  if (box === undefined || box.width === 0) return null;
  // Down to the end of the panel: a section with nothing in it is hard to hit
  const panel = document.querySelector('.app-left-scroll')?.getBoundingClientRect();
  const bottom = Math.max(box.bottom, panel?.bottom ?? 0);
  const top = Math.max(box.top, panel?.top ?? 0);
  return { left: box.left, top, width: box.width, height: Math.max(0, bottom - top) };
}

/** Asks main whether it is a folder, and opens the dialog of a rule for it. */
async function offerFolder(files: readonly File[]): Promise<void> {
  try {
    const chosen = await offerDropped(files);
    useView.getState().set({ dialog: { kind: 'rule', id: null, chosen, step: 'set' } });
  } catch (error) {
    const isFile = error instanceof CallError && error.code === 'bad-input';
    if (isFile) useView.getState().showToast('Only a folder can be watched. Drop the folder that the photos arrive in.');
    else reportFailure(error);
  }
}

/** Where a region lies, below its bar; null where it is folded away. */
function frameOf(selector: string): Frame | null {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  if (box === undefined || box.width === 0) return null;
  return { left: box.left, top: box.top + BAR, width: box.width, height: box.height - BAR };
}
