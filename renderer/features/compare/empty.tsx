/** What stands on the stage where there is no picture: one sentence, and the one thing to do about it. */
import type { ReactNode } from 'react';
import { problem } from '../../../electron/contract/errors.ts';
import type { Photo, Result } from '../../../electron/contract/photo.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';

export interface EmptyProps {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** A few words in the middle of the stage. */
export function Empty({ title, text, children }: EmptyProps) {
  return (
    <div className="viewer-empty">
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
        {children !== undefined && <div className="viewer-empty-buttons">{children}</div>}
      </div>
    </div>
  );
}

/** Nothing is selected. */
export function NothingChosen() {
  const show = useView((state) => state.show);
  return (
    <Empty title="No photo chosen" text="Choose a photo in the grid to see it here.">
      <Button
        onClick={() => {
          show('grid');
        }}
      >
        Open the grid
      </Button>
    </Empty>
  );
}

/** A photo without a result in compare. */
export function NoResultYet() {
  const set = useView((state) => state.set);
  return (
    <Empty title="No result yet" text="Develop this photo to compare.">
      <Button
        onClick={() => {
          set({ rightOpen: true, rightTab: 'develop' });
        }}
      >
        Open the develop panel
      </Button>
    </Empty>
  );
}

/** Why a picture has something wrong with it; null: nothing known. */
export function troubleOf(subject: Photo | Result): string | null {
  if (subject.missing) return problem('file-missing').message;
  return 'problem' in subject ? (subject.problem?.message ?? null) : null;
}
