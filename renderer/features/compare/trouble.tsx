/** What is wrong with a picture: in the middle where nothing can be seen, at the foot where a preview can. */
import type { PictureState } from './picture.tsx';
import { Empty } from './empty.tsx';

export interface TroubleProps {
  readonly state: PictureState;
  /** What main knows: missing, truncated, too large; null: nothing. */
  readonly known: string | null;
}

/** Lies over a stage; empty where all is well. */
export function Trouble({ state, known }: TroubleProps) {
  if (state === 'failed') {
    return <Empty title="This picture cannot be shown" text={known ?? 'The file could not be read as a picture.'} />;
  }
  const words = state === 'only-small' ? `${known ?? 'The file could not be read.'} This is its small preview.` : known;
  if (words === null) return null;
  return (
    <div className="stage-words" role="status">
      <span className="stage-tag">{words}</span>
    </div>
  );
}
