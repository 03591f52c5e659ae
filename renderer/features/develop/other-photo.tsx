/** The well for a model's further photo: shows the chosen one, takes a dragged one, opens the chooser, takes the active one. */
import { useState, type DragEvent } from 'react';
import type { PhotoId } from '../../../electron/contract/ids.ts';
import { pictureAddress } from '../../../electron/contract/pictures.ts';
import { middleCut } from '../../lib/format.ts';
import { photoRow, usePhoto } from '../../stores/photo-rows.ts';
import { useRecipe } from '../../stores/recipe-store.ts';
import { settle } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { Icon } from '../../ui/icon.tsx';
import { draggedPhoto, isPhotoDrag } from '../../lib/photo-drag.ts';
import type { OtherInput } from './models.ts';

/** Takes a photo for the input and says so. */
export async function takeOther(input: OtherInput, photoId: PhotoId): Promise<void> {
  const photo = await photoRow(photoId);
  if (photo === null) return;
  if (photo.problem !== null) {
    useView.getState().showToast(`${photo.name} cannot be used. ${photo.problem.message}`);
    return;
  }
  useRecipe.getState().setOther(input.field, photoId);
  useView.getState().say(`${input.title}: ${photo.name}`);
}

/** True while one of our photos is dragged over the element that gets the handlers. */
function useDropTarget(take: (photoId: PhotoId) => void) {
  const [over, setOver] = useState(false);
  const onDragOver = (event: DragEvent) => {
    if (!isPhotoDrag(event.dataTransfer)) return;
    event.preventDefault();
    // The window's own handler would forbid the drop: to it, our photos are nothing from outside.
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const onDragLeave = () => {
    setOver(false);
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    const id = draggedPhoto(event.dataTransfer);
    if (id === null) return;
    event.preventDefault();
    event.stopPropagation();
    take(id);
  };
  return { over, handlers: { onDragOver, onDragLeave, onDrop } };
}

/** The section for one further photo of the model. */
export function OtherPhoto({ input }: { readonly input: OtherInput }) {
  const chosen = useRecipe((recipe) => recipe.others[input.field]);
  const photo = usePhoto(chosen ?? null);
  const active = useView((view) => view.active);
  const setOther = useRecipe((recipe) => recipe.setOther);
  const { over, handlers } = useDropTarget((id) => {
    void settle(takeOther(input, id));
  });
  const choose = () => {
    useView.getState().set({ dialog: { kind: 'choose-photo', ...input } });
  };
  const title = input.title;
  return (
    <section className="develop-group" aria-label={title}>
      <div className="develop-label">
        <h3>{title}</h3>
        {photo !== undefined && (
          <Button
            variant="ghost"
            size="sm"
            className="develop-label-end"
            aria-label={`Take ${photo.name} out again`}
            onClick={() => {
              setOther(input.field, null);
            }}
          >
            Clear
          </Button>
        )}
      </div>
      <button
        type="button"
        className={classes('develop-well', over && 'develop-well-over', photo === undefined && 'develop-well-empty')}
        aria-label={photo === undefined ? `${title}: choose a photo` : `${title}: ${photo.name}. Choose another photo`}
        title={photo?.name}
        onClick={choose}
        {...handlers}
      >
        {photo === undefined ? (
          <>
            <Icon name="user" size={20} />
            <span>Drag a photo here, or choose one</span>
          </>
        ) : (
          <>
            <img
              src={pictureAddress('thumb', { type: 'photo', id: photo.id, version: photo.version })}
              alt=""
              draggable={false}
              decoding="async"
            />
            <span className="develop-well-words">
              <span>{middleCut(photo.name, 28)}</span>
              <span className="ui-small ui-muted ui-cut">{photo.folder}</span>
            </span>
          </>
        )}
      </button>
      <div className="develop-well-buttons">
        <Button size="sm" onClick={choose}>
          Choose…
        </Button>
        <Button
          size="sm"
          variant="ghost"
          disabled={active === null || active === chosen}
          onClick={() => {
            if (active !== null) void settle(takeOther(input, active));
          }}
        >
          Use the active photo
        </Button>
      </div>
    </section>
  );
}
