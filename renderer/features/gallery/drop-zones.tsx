/** Drops from file managers and browsers: two zones that say what will happen before anything does. */
import './drop-zones.css';
import { useEffect, useRef, useState } from 'react';
import { useRecipe } from '../../stores/recipe-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { classes } from '../../ui/classes.ts';
import { draggedAddress, loadWords, readDrag, type DragLoad } from './drag-data.ts';
import { addFiles, addText, type Then } from './intake.ts';
import { isOwnDrag } from './own-drag.ts';

type Zone = 'middle' | 'right';
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
}

/** Height of the toolbar and the panel's tabs, which stay visible above the zones. */
const BAR = 36;

/** Covers the window's middle and right panel while something is dragged over it. */
export function DropZones() {
  const dragging = useDragging();
  const recipe = useRecipe((state) => state.draft);
  if (dragging === null) return null;
  const { load, over, middle, right } = dragging;
  const words = loadWords(load);
  const strength = recipe?.parameters['strength'];
  return (
    <>
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

function useDragging(): Dragging | null {
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const depth = useRef(0);
  useEffect(() => {
    const end = () => {
      depth.current = 0;
      setDragging(null);
    };
    const loadOf = (event: DragEvent): DragLoad | null => {
      if (event.dataTransfer === null || isOwnDrag() || useView.getState().dialog !== null) return null;
      return readDrag([...event.dataTransfer.types], [...event.dataTransfer.items]);
    };
    const enter = (event: DragEvent) => {
      if (loadOf(event) !== null) depth.current += 1;
    };
    const leave = () => {
      depth.current -= 1;
      if (depth.current <= 0) end();
    };
    const move = (event: DragEvent) => {
      // Never let the window open what is dropped on it, ours or not.
      event.preventDefault();
      const load = loadOf(event);
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = load === null ? 'none' : 'copy';
      const middle = frameOf('[data-region="middle"]');
      if (load === null || middle === null) return;
      const right = frameOf('[data-region="right"]');
      const over = right !== null && event.clientX >= right.left ? 'right' : 'middle';
      setDragging((old) => (old?.over === over && old.load.count === load.count ? old : { load, over, middle, right }));
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      const load = loadOf(event);
      const right = frameOf('[data-region="right"]');
      end();
      if (load === null || event.dataTransfer === null) return;
      take(event.dataTransfer, right !== null && event.clientX >= right.left ? 'develop' : 'show');
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', move);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', move);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
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
  if (address !== null) void addText(address, then);
  else useView.getState().showToast('That holds no picture and no https address of one.');
}

/** Where a region lies, below its bar; null where it is folded away. */
function frameOf(selector: string): Frame | null {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  if (box === undefined || box.width === 0) return null;
  return { left: box.left, top: box.top + BAR, width: box.width, height: box.height - BAR };
}
