/** Info about a result beside its original: two histograms, how it was made, what it cost, how it lies on the original. */
import type { Photo, Result } from '../../../electron/contract/photo.ts';
import { formatBytes, formatDimensions, formatDuration, formatTime, formatWhen } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { visibleLines } from '../../../electron/contract/visible.ts';
import { describeRegistration, registerResult } from '../../lib/registration.ts';
import { showInFolder, trashResult } from '../../stores/picture-files.ts';
import { takeRecipe } from '../../stores/take-recipe.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { KeyValues, type KeyValue } from '../../ui/kv.tsx';
import { troubleOf } from './empty.tsx';
import { HistogramView } from './histogram-view.tsx';
import { photoSize, photoSubject, resultSubject, strengthText, type Shown } from './shown.ts';

export interface ResultInfoProps extends Shown {
  readonly result: Result;
}

/** The panel's content for a result. */
export function ResultInfo({ photo, result, results }: ResultInfoProps) {
  const models = useSettings((state) => state.models);
  const model = models.find((one) => one.slug === result.model)?.title ?? result.model;
  const size = photo === null ? null : photoSize(photo);
  const trouble = troubleOf(result);
  return (
    <div className="info">
      <div className="info-body">
        {photo !== null && (
          <div className="info-group info-histogram">
            <div className="info-head">
              <h3>Original</h3>
              <span>{size === null ? '' : formatDimensions(size.width, size.height)}</span>
            </div>
            <HistogramView subject={photoSubject(photo)} of="original" height={64} />
          </div>
        )}
        <div className="info-group info-histogram">
          <div className="info-head">
            <h3>Result</h3>
            {result.simulated && <Chip tone="sim">Simulated</Chip>}
            <span>{formatDimensions(result.width, result.height)}</span>
          </div>
          <HistogramView subject={resultSubject(result)} of="result" height={64} />
        </div>
        <div className="info-group">
          <KeyValues rows={recipeRows(result, model)} />
        </div>
        <div className="info-group">
          <KeyValues rows={fileRows(result, photo)} />
          {trouble !== null && <p className="info-trouble">{trouble}</p>}
        </div>
      </div>
      <div className="info-foot">
        <Button
          icon="tune"
          disabled={result.missing}
          onClick={() => {
            void takeRecipe({ resultId: result.id });
          }}
        >
          Use this recipe
        </Button>
        <Button
          disabled={result.missing}
          onClick={() => {
            void showInFolder(null, result.id);
          }}
        >
          Show in folder
        </Button>
        <Button
          icon="trash"
          onClick={() => {
            void trashResult(
              result,
              results.map(({ id }) => id),
            );
          }}
        >
          Move to trash
        </Button>
      </div>
    </div>
  );
}

/** "Today 14:11", "13 Nov, 14:11". */
function when(ms: number, now: number): string {
  const words = formatWhen(ms, now);
  return words.includes(':') ? words : `${words}, ${formatTime(ms)}`;
}

/** Seconds with one decimal under a minute, as they are measured: "9.8 s". */
function took(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms);
}

/** What it cost: simulated credits are no money. */
function paidWords({ costUsd, simulated }: Result): string {
  if (simulated) return costUsd === null ? 'Nothing, simulated' : `Nothing, ${dollars(costUsd)} simulated`;
  return costUsd === null ? 'Segmind did not say' : dollars(costUsd);
}

/** How the result was made; rows a model does not have are left out. */
function recipeRows(result: Result, model: string, now = Date.now()): KeyValue[] {
  const strength = strengthText(result);
  const prompt = result.parameters['prompt'];
  return [
    ...(result.recipe === '' ? [] : [{ name: 'Recipe', value: result.recipe }]),
    { name: 'Model', value: model },
    ...(strength === null ? [] : [{ name: 'Strength', value: strength }]),
    ...(typeof prompt === 'string' && prompt !== '' ? [{ name: 'Prompt', value: visibleLines(prompt), wrap: true }] : []),
    { name: 'Developed', value: `${when(result.createdAt, now)}, ${took(result.tookMs)}` },
    { name: 'Paid', value: paidWords(result) },
  ];
}

function fileRows(result: Result, photo: Photo | null): KeyValue[] {
  const size = photo === null ? null : photoSize(photo);
  return [
    { name: 'File', value: result.name },
    { name: 'Folder', value: result.folder },
    { name: 'Size', value: formatBytes(result.bytes) },
    ...(size === null ? [] : [{ name: 'Registered', value: describeRegistration(registerResult(size, result)), wrap: true }]),
  ];
}
