/** The Info tab: what is known about the photo or the result that is looked at. */
import './info.css';
import { photoSubject, useShown } from './shown.ts';
import { PhotoInfo } from './photo-info.tsx';
import { ResultInfo } from './result-info.tsx';

/** Facts of the active photo; in compare, and for a chosen result, of both. */
export function InfoPanel() {
  const shown = useShown();
  if (shown.result !== null) return <ResultInfo {...shown} result={shown.result} />;
  if (shown.photo !== null) {
    // A new version is another picture: its details and histogram are read again.
    return <PhotoInfo key={String(photoSubject(shown.photo).id)} photo={shown.photo} results={shown.results} />;
  }
  return (
    <div className="info">
      <div className="info-group">
        <p className="ui-secondary">Choose a photo to see its camera, its histogram and its results.</p>
      </div>
    </div>
  );
}
