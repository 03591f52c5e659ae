/** Info about an original: histogram, file, camera, its results, and what an upload would hold. */
import { localWall } from '../../../electron/contract/local-time.ts';
import type { Photo, PhotoDetails, Result } from '../../../electron/contract/photo.ts';
import { pictureAddress } from '../../../electron/contract/pictures.ts';
import { formatBytes, formatCount, formatDimensions, plural } from '../../lib/format.ts';
import { estimateUpload } from '../../lib/upload-estimate.ts';
import { showInFolder } from '../../stores/picture-files.ts';
import { useRecipe } from '../../stores/recipe-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { KeyValues, type KeyValue } from '../../ui/kv.tsx';
import { troubleOf } from './empty.tsx';
import { HistogramView } from './histogram-view.tsx';
import { cameraMoment, moment } from './moments.ts';
import { photoSize, photoSubject, resultSubject, shortName, strengthText } from './shown.ts';
import { useDetails, type DetailsState } from './use-details.ts';

export interface PhotoInfoProps {
  readonly photo: Photo;
  /** Oldest first. */
  readonly results: readonly Result[];
}

/** The panel's content for a photo. */
export function PhotoInfo({ photo, results }: PhotoInfoProps) {
  const details = useDetails(photo);
  const trouble = troubleOf(photo);
  return (
    <div className="info">
      <div className="info-body">
        <HistogramView subject={photoSubject(photo)} of="photo" height={96} />
        <div className="info-group">
          <KeyValues rows={fileRows(photo, details)} />
          {trouble !== null && <p className="info-trouble">{trouble}</p>}
        </div>
        <Camera details={details} />
        {results.length > 0 && <Results photo={photo} results={results} />}
        {photo.problem === null && !photo.missing && <Upload photo={photo} details={details} />}
      </div>
      <div className="info-foot">
        <Button
          disabled={photo.missing}
          onClick={() => {
            void showInFolder(photo.id, null);
          }}
        >
          Show in folder
        </Button>
      </div>
    </div>
  );
}

function fileRows(photo: Photo, details: DetailsState): KeyValue[] {
  const size = photoSize(photo);
  const taken = (details.state === 'ready' ? details.details.takenAt : null) ?? photo.takenAt;
  const bytes = formatBytes(photo.bytes);
  return [
    { name: 'File', value: photo.name },
    { name: 'Folder', value: photo.folder },
    // Without a capture time the photo stands where its file was last written, and that is said
    taken === null
      ? { name: 'File written', value: moment(localWall(photo.modifiedAt)) }
      : { name: 'Taken', value: cameraMoment(taken) },
    { name: 'Size', value: size === null ? bytes : `${formatDimensions(size.width, size.height)}, ${bytes}` },
    ...(photo.companions.length === 0 ? [] : [{ name: 'Same shot', value: photo.companions.join(', ') }]),
    ...(photo.format === null ? [] : [{ name: 'Format', value: photo.format === 'raw' ? 'RAW' : photo.format.toUpperCase() }]),
  ];
}

function cameraRows({ camera, lens, exposure, place, colour }: PhotoDetails): KeyValue[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ['Camera', camera],
    ['Lens', lens],
    ['Exposure', exposure],
    ['Colour', colour],
    ['Place', place],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function Camera({ details }: { readonly details: DetailsState }) {
  if (details.state === 'failed') {
    return (
      <div className="info-group">
        <p className="info-trouble">{`Camera facts could not be read. ${details.words}`}</p>
      </div>
    );
  }
  const rows = details.state === 'ready' ? cameraRows(details.details) : null;
  return (
    <div className="info-group" aria-busy={rows === null}>
      {rows === null && <p className="ui-muted ui-small">Reading the file</p>}
      {rows?.length === 0 && <p className="ui-muted ui-small">The file says nothing about its camera.</p>}
      {rows !== null && rows.length > 0 && <KeyValues rows={rows} />}
    </div>
  );
}

/** The newest three, and the ways to see them all. */
function Results({ photo, results }: PhotoInfoProps) {
  const newest = results.slice(-3).reverse();
  const compare = (result: Result | undefined): void => {
    const view = useView.getState();
    view.setActive(photo.id, result?.id ?? null);
    view.show('compare');
  };
  const openStack = (): void => {
    const view = useView.getState();
    if (!view.openStacks.has(photo.id)) view.toggleStack(photo.id);
    view.setActive(photo.id);
    view.show('grid');
  };
  return (
    <div className="info-group">
      <div className="info-head">
        <h3>Results</h3>
        <span>{formatCount(results.length)}</span>
      </div>
      <div className="info-results">
        {newest.map((result) => (
          <button
            key={result.id}
            type="button"
            title={result.name}
            onClick={() => {
              compare(result);
            }}
          >
            <img src={pictureAddress('thumb', resultSubject(result))} alt="" draggable={false} />
            <span className="ui-screen-reader">Compare with </span>
            <span className="info-result-name">
              <span className="ui-cut">{shortName(result, photo)}</span>
              <span>{strengthText(result) ?? ''}</span>
            </span>
          </button>
        ))}
      </div>
      <div className="info-buttons">
        <Button
          size="sm"
          icon="compare"
          onClick={() => {
            compare(newest[0]);
          }}
        >
          Compare
        </Button>
        <Button size="sm" icon="stack" onClick={openStack}>
          Open stack
        </Button>
      </div>
    </div>
  );
}

/** What would leave the computer. */
function Upload({ photo, details }: { readonly photo: Photo; readonly details: DetailsState }) {
  const longSide = useSettings((state) => state.preferences?.longSide);
  const models = useSettings((state) => state.models);
  const slug = useRecipe((state) => state.draft?.model);
  const size = photoSize(photo);
  if (longSide === undefined || size === null) return null;
  const limits = (models.find((model) => model.slug === slug) ?? models[0])?.limits;
  const upload = estimateUpload(size, longSide, limits?.maxPixels ?? Number.POSITIVE_INFINITY);
  const rows: KeyValue[] = [
    { name: 'Picture', value: `${formatDimensions(upload.width, upload.height)} JPEG` },
    { name: 'Colour', value: colourWords(details) },
  ];
  if (details.state === 'ready') rows.push({ name: 'Left out', value: leftOut(details.details), wrap: true });
  return (
    <div className="info-group">
      <div className="info-head">
        <h3>What Segmind would get</h3>
      </div>
      <KeyValues rows={rows} />
    </div>
  );
}

function colourWords(details: DetailsState): string {
  const space = details.state === 'ready' ? details.details.colour?.split(',')[0]?.trim() : undefined;
  return space === undefined || space === '' || space === 'sRGB' ? 'sRGB, 8 bit' : `sRGB, from ${space}`;
}

/** What stays here, in words. */
export function leftOut({ tagCount, hasPlace }: Pick<PhotoDetails, 'tagCount' | 'hasPlace'>): string {
  if (tagCount === 0) return 'Nothing to leave out: the file has no metadata';
  if (!hasPlace) return `${plural(tagCount, 'metadata tag')}; no place is among them`;
  return `Place (GPS) and all other metadata, ${plural(tagCount, 'tag')} in all`;
}
