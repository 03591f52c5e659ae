/** Draws a histogram: three curves over each other, grey where they agree. */
import './info.css';
import type { PictureSubject } from '../../../electron/contract/pictures.ts';
import { describeHistogram, histogramPaths } from '../../lib/histogram.ts';
import { useHistogram } from './use-histogram.ts';

const WIDTH = 256;
const HEIGHT = 60;

export interface HistogramViewProps {
  readonly subject: PictureSubject;
  /** Whose it is: "Original". */
  readonly of: string;
  /** CSS pixels. */
  readonly height: number;
}

/** A well with the histogram of a picture; empty while it is counted, so that nothing moves when it comes. */
export function HistogramView({ subject, of, height }: HistogramViewProps) {
  const found = useHistogram(subject);
  const paths = found.state === 'ready' ? histogramPaths(found.histogram, WIDTH, HEIGHT) : null;
  const words =
    found.state === 'ready' ? describeHistogram(found.histogram) : found.state === 'loading' ? 'Counting' : 'Not available';
  return (
    <div className="histogram" style={{ height }} role="img" aria-label={`Histogram of the ${of}: ${words}`}>
      {paths !== null && (
        <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} preserveAspectRatio="none" aria-hidden="true">
          <path d={paths.red} className="histogram-red" />
          <path d={paths.green} className="histogram-green" />
          <path d={paths.blue} className="histogram-blue" />
        </svg>
      )}
      {found.state === 'failed' && <span className="histogram-words">No histogram for this picture</span>}
    </div>
  );
}
