/** What stands in the grid's place while there is nothing to show: what to do, and how. */
import './empty.css';
import { runAction } from '../../actions/dispatch.ts';
import { keyCaps } from '../../actions/keys.ts';
import { plural } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { useLook } from '../../stores/look-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';

/** The library is empty. */
export function EmptyLibrary() {
  const platform = useSettings((state) => state.platform);
  const pictures = useLibrary((state) => state.results.size);
  return (
    <div className="gallery-empty">
      <div>
        <h2>Add photos to begin</h2>
        <p>
          Drag photos or whole folders in from your file manager. They stay where they are; Darkslide only remembers where that
          is.
        </p>
        <div className="gallery-empty-ways">
          <Button variant="primary" icon="folder-plus" onClick={() => runAction('add-folder')}>
            Add a folder…
          </Button>
          <Button onClick={() => runAction('add-photos')}>Add photos…</Button>
          <span className="gallery-empty-paste">
            Paste
            {keyCaps('Mod+V', platform).map((cap) => (
              <kbd key={cap} className="ui-key">
                {cap}
              </kbd>
            ))}
          </span>
        </div>
        {pictures > 0 && (
          <p className="gallery-empty-results">
            {plural(pictures, 'result')} without a photo {pictures === 1 ? 'is' : 'are'} here already.{' '}
            <button
              type="button"
              className="ui-link"
              onClick={() => {
                useView.getState().showSource({ kind: 'results' });
              }}
            >
              Show all results
            </button>
          </p>
        )}
        <p className="gallery-empty-formats">
          JPEG, PNG, WebP, AVIF, TIFF, GIF, BMP, JPEG XL, HEIC and RAW, known by their content. A RAW is developed as the camera’s
          own preview.
        </p>
      </div>
    </div>
  );
}

/** Something is being added, and nothing of it is known yet. */
export function LookingForPhotos() {
  return (
    <div className="gallery-empty">
      <div role="status">
        <h2>Looking for photos</h2>
        <p>They show here as soon as they are found. Nothing is copied or changed.</p>
      </div>
    </div>
  );
}

/** There are photos here, but the search or the filter leaves all of them out. */
export function NothingFound() {
  const query = useLook((state) => state.query.trim());
  return (
    <div className="gallery-empty">
      <div>
        <h2>Nothing found</h2>
        <p>
          {query === '' ? 'No photo here is like that.' : `No photo here has “${query}” in its name, folder, prompt or recipe.`}
        </p>
        <div className="gallery-empty-ways">
          <Button
            onClick={() => {
              useLook.getState().clear();
            }}
          >
            Show all again
          </Button>
        </div>
      </div>
    </div>
  );
}

/** The library has photos, but none of this kind. */
export function EmptySource() {
  const source = useView((state) => state.source);
  return (
    <div className="gallery-empty">
      <div>
        <h2>{source.kind === 'results' ? 'No results yet' : 'No photos here any more'}</h2>
        <p>
          {source.kind === 'results'
            ? 'Select photos, say what they should look like, and develop them. Each result lands beside its original.'
            : 'What was here was removed from the library.'}
        </p>
        <div className="gallery-empty-ways">
          <Button
            onClick={() => {
              useView.getState().showSource({ kind: 'all' });
            }}
          >
            Show all photos
          </Button>
        </div>
      </div>
    </div>
  );
}
