/** Chooses one photo of the library for a model's further input: a list with pictures, by arrows, by typing its name, by mouse. */
import './photo-chooser.css';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Photo } from '../../../electron/contract/photo.ts';
import { pictureAddress } from '../../../electron/contract/pictures.ts';
import { plural } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { useRecipe } from '../../stores/recipe-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useVirtualRows } from '../../ui/virtual.ts';
import { chooserMove, findByName } from './chooser-list.ts';
import type { OtherInput } from './models.ts';
import { takeOther } from './other-photo.tsx';

/** Height of a row of two lines, pixels. */
const ROW = 46;
/** Letters typed with less than this between them belong together, ms. */
const TYPING_MS = 900;

/** Photos in the library's order. */
function usePhotos(): readonly Photo[] {
  const order = useLibrary((library) => library.order);
  const photos = useLibrary((library) => library.photos);
  return useMemo(() => order.flatMap((id) => photos.get(id) ?? []), [order, photos]);
}

/** Collects letters typed in a row; a pause starts a new word. */
function useTyping(): (key: string) => string {
  const typed = useRef({ text: '', at: 0 });
  return (key) => {
    const now = performance.now();
    const text = now - typed.current.at < TYPING_MS ? typed.current.text + key : key;
    typed.current = { text, at: now };
    return text;
  };
}

interface ListProps {
  readonly title: string;
  readonly photos: readonly Photo[];
  readonly at: number;
  readonly onMove: (index: number) => void;
  readonly onTake: (photo: Photo) => void;
}

function PhotoList({ title, photos, at, onMove, onTake }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const typing = useTyping();
  const rows = useMemo(() => photos.map((_, index) => ({ top: index * ROW, height: ROW })), [photos]);
  const { first, last, viewHeight } = useVirtualRows(scroller, rows);
  const names = useMemo(() => photos.map((photo) => photo.name), [photos]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || at < 0 || viewHeight === 0) return;
    if (at * ROW < element.scrollTop) element.scrollTop = at * ROW;
    element.scrollTop = Math.max(element.scrollTop, (at + 1) * ROW - viewHeight);
  }, [at, viewHeight]);

  const onKeyDown = (event: KeyboardEvent) => {
    const photo = photos[at];
    if (event.key === 'Enter' && photo !== undefined) {
      event.preventDefault();
      onTake(photo);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.length === 1;
    const next = letter
      ? findByName(names, typing(event.key), at)
      : chooserMove(event.key, at, photos.length, Math.max(1, Math.floor(viewHeight / ROW) - 1));
    if (!letter && next === null) return;
    event.preventDefault();
    if (next !== null && next >= 0) onMove(next);
  };
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={title}
      aria-activedescendant={at >= first && at <= last ? `${id}-${String(at)}` : undefined}
      tabIndex={0}
      data-autofocus=""
      className="chooser-list"
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className="chooser-rows" style={{ height: photos.length * ROW }}>
        {photos.slice(first, last + 1).map((photo, offset) => {
          const index = first + offset;
          return (
            <div
              key={photo.id}
              id={`${id}-${String(index)}`}
              role="option"
              aria-selected={index === at}
              aria-disabled={photo.problem !== null || undefined}
              aria-setsize={photos.length}
              aria-posinset={index + 1}
              className="chooser-row"
              style={{ top: index * ROW }}
              title={photo.problem?.message}
              onClick={() => {
                onMove(index);
              }}
              onDoubleClick={() => {
                onTake(photo);
              }}
            >
              <img
                src={pictureAddress('thumb', { type: 'photo', id: photo.id, version: photo.version })}
                alt=""
                draggable={false}
                decoding="async"
              />
              <span className="ui-cut">{photo.name}</span>
              <span className="ui-small ui-muted ui-cut">{photo.problem?.message ?? photo.folder}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Chooser({ input, onClose }: { readonly input: OtherInput; readonly onClose: () => void }) {
  const photos = usePhotos();
  const chosen = useRecipe((recipe) => recipe.others[input.field]);
  const active = useView((view) => view.active);
  const [at, setAt] = useState(() => {
    const found = photos.findIndex((photo) => photo.id === (chosen ?? active));
    return Math.max(0, found);
  });
  const here = Math.min(at, photos.length - 1);
  const photo = photos[here];
  const take = (taken: Photo) => {
    if (taken.problem !== null) {
      useView.getState().say(`${taken.name} cannot be used. ${taken.problem.message}`, true);
      return;
    }
    onClose();
    takeOther(input, taken.id);
  };
  return (
    <Dialog
      title={input.title}
      width={560}
      height={560}
      className="chooser"
      onClose={onClose}
      head={<span className="ui-muted">{plural(photos.length, 'photo')}</span>}
      footer={
        <>
          <span className="ui-small ui-muted">Type a name to find it. Enter takes it.</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={photo === undefined || photo.problem !== null}
            onClick={() => {
              if (photo !== undefined) take(photo);
            }}
          >
            Use this photo
          </Button>
        </>
      }
    >
      {photos.length === 0 ? (
        <p className="chooser-none">Add photos to the library first; one of them can be chosen here.</p>
      ) : (
        <PhotoList title={input.title} photos={photos} at={here} onMove={setAt} onTake={take} />
      )}
    </Dialog>
  );
}

/** The dialog; shows nothing unless the window's dialog is this one. */
export function PhotoChooser() {
  const dialog = useView((view) => view.dialog);
  const set = useView((view) => view.set);
  if (dialog?.kind !== 'choose-photo') return null;
  return (
    <Chooser
      input={{ field: dialog.field, title: dialog.title }}
      onClose={() => {
        set({ dialog: null });
      }}
    />
  );
}
