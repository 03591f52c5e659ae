/** Chooses one photo of the library for a model's further input: a list with pictures, by arrows, by typing its name, by mouse. */
import './photo-chooser.css';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { PhotoId } from '../../../electron/contract/ids.ts';
import type { Photo } from '../../../electron/contract/photo.ts';
import { pictureAddress } from '../../../electron/contract/pictures.ts';
import type { ViewQuery } from '../../../electron/contract/view.ts';
import { call } from '../../lib/bridge.ts';
import { plural } from '../../lib/format.ts';
import { useLibrary, wholeLibrary } from '../../stores/library-store.ts';
import { usePhoto, wantPhotos } from '../../stores/photo-rows.ts';
import { useRecipe } from '../../stores/recipe-store.ts';
import { reportFailure, settle } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useVirtualRows } from '../../ui/virtual.ts';
import { SmallPicture } from '../../ui/small-picture.tsx';
import { chooserMove, nextFound } from './chooser-list.ts';
import type { OtherInput } from './models.ts';
import { takeOther } from './other-photo.tsx';

/** Height of a row of two lines, pixels. */
const ROW = 46;
/** Letters typed with less than this between them belong together, ms. */
const TYPING_MS = 900;

/** Photos of the whole library in its order, whatever the window shows; null until they are known. */
function useWholeLibrary(): readonly PhotoId[] | null {
  const [ids, setIds] = useState<readonly PhotoId[] | null>(null);
  useEffect(() => {
    let isOpen = true;
    idsOf({}).then(
      (found) => {
        if (isOpen) setIds(found);
      },
      (error: unknown) => {
        reportFailure(error);
      },
    );
    return () => {
      isOpen = false;
    };
  }, []);
  return ids;
}

/** Photos of the whole library, or those of it that hold a text. */
async function idsOf(part: Pick<ViewQuery, 'text'>): Promise<readonly PhotoId[]> {
  const view = await call('library.view', { query: { ...wholeLibrary, ...part }, since: null });
  // The typed array holds numbers of photos: main checked them
  return Array.from(view?.ids ?? []) as PhotoId[];
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
  readonly ids: readonly PhotoId[];
  readonly at: number;
  readonly onMove: (index: number) => void;
  readonly onTake: (photo: Photo) => void;
}

function PhotoList({ title, ids, at, onMove, onTake }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const typing = useTyping();
  useEffect(() => {
    scroller.current?.focus(); // the dialog has looked for its focus before the list was known
  }, []);
  const rows = useMemo(() => ids.map((_, index) => ({ top: index * ROW, height: ROW })), [ids]);
  const { first, last, viewHeight } = useVirtualRows(scroller, rows);
  const photos = useLibrary((library) => library.photos);
  useEffect(() => {
    wantPhotos(ids.slice(first, last + 1));
  }, [ids, first, last]);

  const latest = useRef(0);
  /** Goes to the photo that the letters mean, unless more were typed meanwhile. */
  const find = async (typed: string): Promise<void> => {
    latest.current += 1;
    const mine = latest.current;
    const next = nextFound(ids, new Set(await idsOf({ text: typed })), typed, at);
    if (next >= 0 && mine === latest.current) onMove(next);
  };

  useEffect(() => {
    const element = scroller.current;
    if (element === null || at < 0 || viewHeight === 0) return;
    if (at * ROW < element.scrollTop) element.scrollTop = at * ROW;
    element.scrollTop = Math.max(element.scrollTop, (at + 1) * ROW - viewHeight);
  }, [at, viewHeight]);

  const photoAt = (index: number): Photo | undefined => {
    const photoId = ids[index];
    return photoId === undefined ? undefined : photos.get(photoId);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const photo = photoAt(at);
    if (event.key === 'Enter' && photo !== undefined) {
      event.preventDefault();
      onTake(photo);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isLetter = event.key.length === 1;
    if (isLetter) {
      const typed = typing(event.key);
      if (typed.trim() !== '') void settle(find(typed));
    }
    const next = isLetter ? null : chooserMove(event.key, at, ids.length, Math.max(1, Math.floor(viewHeight / ROW) - 1));
    if (!isLetter && next === null) return;
    event.preventDefault();
    if (next !== null) onMove(next);
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
      <div role="presentation" className="chooser-rows" style={{ height: ids.length * ROW }}>
        {ids.slice(first, last + 1).map((photoId, offset) => {
          const index = first + offset;
          const photo = photoAt(index);
          return (
            <div
              key={photoId}
              id={`${id}-${String(index)}`}
              role="option"
              aria-selected={index === at}
              aria-disabled={(photo !== undefined && photo.problem !== null) || undefined}
              aria-setsize={ids.length}
              aria-posinset={index + 1}
              className="chooser-row"
              style={{ top: index * ROW }}
              title={photo?.problem?.message}
              onClick={() => {
                onMove(index);
              }}
              onDoubleClick={() => {
                if (photo !== undefined) onTake(photo);
              }}
            >
              {photo !== undefined && (
                <>
                  <SmallPicture
                    key={photo.version}
                    address={pictureAddress('thumb', { type: 'photo', id: photo.id, version: photo.version })}
                    decoding="async"
                  />
                  <span className="ui-cut">{photo.name}</span>
                  <span className="ui-small ui-muted ui-cut">{photo.problem?.message ?? photo.folder}</span>
                </>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Chooser({ input, onClose }: { readonly input: OtherInput; readonly onClose: () => void }) {
  const whole = useWholeLibrary();
  const ids = whole ?? [];
  const chosen = useRecipe((recipe) => recipe.others[input.field]);
  const active = useView((view) => view.active);
  const [moved, setMoved] = useState<number | null>(null);
  const wanted = chosen ?? active;
  const at = moved ?? (wanted === null ? 0 : ids.indexOf(wanted));
  const here = Math.min(Math.max(0, at), ids.length - 1);
  const photo = usePhoto(ids[here] ?? null);
  const take = (taken: Photo) => {
    if (taken.problem !== null) {
      useView.getState().say(`${taken.name} cannot be used. ${taken.problem.message}`, true);
      return;
    }
    onClose();
    void settle(takeOther(input, taken.id));
  };
  return (
    <Dialog
      title={input.title}
      width={560}
      height={560}
      className="chooser"
      onClose={onClose}
      head={<span className="ui-muted">{plural(ids.length, 'photo')}</span>}
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
      {whole === null ? null : ids.length === 0 ? (
        <p className="chooser-none">Add photos to the library first; one of them can be chosen here.</p>
      ) : (
        <PhotoList title={input.title} ids={ids} at={here} onMove={setMoved} onTake={take} />
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
