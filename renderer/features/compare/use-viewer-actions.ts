/** What the keys do while pictures are looked at: neighbours, zoom, hold, and what is done with a result. */
import { useEffect, type RefObject } from 'react';
import { useAction } from '../../actions/dispatch.ts';
import { FIT, nextStop, zoomTo } from '../../lib/viewport.ts';
import { showInFolder, trashResult } from '../../stores/picture-files.ts';
import { useShownPhotos } from '../../stores/shown-photos.ts';
import { useView } from '../../stores/view-store.ts';
import { useCompare } from './compare-store.ts';
import { neighbour, showPhoto, type Shown } from './shown.ts';
import { toggleAtTarget, type StageTarget } from './stage.tsx';

/** Shows the neighbour of the active photo: among the selected ones where several are, else in the source. */
function useStepPhoto(): (step: 1 | -1) => void {
  const photos = useShownPhotos();
  return (step) => {
    const { active, selection } = useView.getState();
    const many = selection.size > 1 && active !== null && selection.has(active);
    const next = neighbour(many ? photos.filter((id) => selection.has(id)) : photos, active, step);
    if (next !== null && next !== active) showPhoto(next);
  };
}

/** Claims the actions that loupe and compare share. */
export function useViewerActions(shown: Shown, target: RefObject<StageTarget | null>): void {
  const { photo, result } = shown;
  const hold = useCompare((state) => state.hold);
  const setViewport = useCompare((state) => state.setViewport);
  const step = useStepPhoto();
  const something = photo !== null || result !== null;
  const zoomBy = (direction: 1 | -1): void => {
    const stage = target.current?.stage;
    const { viewport } = useCompare.getState();
    if (stage !== undefined) setViewport(zoomTo(viewport, stage, nextStop(viewport, stage, direction)));
  };

  useAction('previous-photo', () => {
    step(-1);
  });
  useAction('next-photo', () => {
    step(1);
  });
  useAction(
    'zoom-toggle',
    something
      ? () => {
          setViewport(toggleAtTarget(target.current, useCompare.getState().viewport));
        }
      : null,
  );
  useAction(
    'zoom-in',
    something
      ? () => {
          zoomBy(1);
        }
      : null,
  );
  useAction(
    'zoom-out',
    something
      ? () => {
          zoomBy(-1);
        }
      : null,
  );
  useAction(
    'zoom-fit',
    something
      ? () => {
          setViewport(FIT);
        }
      : null,
  );
  useAction(
    'hold-original',
    photo !== null && result !== null
      ? (press) => {
          hold(press.phase === 'down');
        }
      : null,
  );
  useAction(
    'show-in-folder',
    something
      ? () => {
          void showInFolder(shown.photo?.id ?? null, shown.result?.id ?? null);
        }
      : null,
  );
  useAction(
    'trash-results',
    result === null
      ? null
      : () => {
          void trashResult(
            result,
            shown.results.map(({ id }) => id),
          );
        },
  );
  // A view that goes away while a key is held must not leave the original standing in the next one.
  useEffect(
    () => () => {
      hold(false);
    },
    [hold],
  );
}
