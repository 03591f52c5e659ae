/** A library of three photos, a main that answers, and what jsdom lacks: the ground of the tests of loupe and compare. */
import { cleanup, fireEvent, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import { readCameraTime } from '../../../../electron/contract/camera-time.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema } from '../../../../electron/contract/ids.ts';
import type { Photo, PhotoDetails, Result } from '../../../../electron/contract/photo.ts';
import { folderKey } from '../gallery/samples.ts';
import { useKeys } from '../../../../renderer/actions/use-keys.ts';
import { Compare } from '../../../../renderer/features/compare/compare.tsx';
import { useCompare } from '../../../../renderer/features/compare/compare-store.ts';
import { Loupe } from '../../../../renderer/features/compare/loupe.tsx';
import { FIT } from '../../../../renderer/lib/viewport.ts';
import { holdLibrary } from '../../../helpers/held-library.ts';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { useView, type View } from '../../../../renderer/stores/view-store.ts';

/** Ids as main gives them. */
export const photoId = (id: number) => photoIdSchema.parse(id);
export const resultId = (id: number) => resultIdSchema.parse(id);

function photo(id: number, part: Partial<Photo> = {}): Photo {
  return {
    id: photoId(id),
    name: `DSC_${String(4000 + id)}.jpg`,
    folder: 'Autumn trip / 3 Coast, town',
    folderKey: folderKey('Autumn trip / 3 Coast, town'),
    format: 'jpeg',
    width: 6048,
    height: 4032,
    bytes: 28_400_000,
    takenAt: readCameraTime(`2026-11-13T21:47:${String(id).padStart(2, '0')}+01:00`),
    modifiedAt: 1,
    addedAt: 1,
    companions: [],
    version: 'a',
    problem: null,
    missing: false,
    ...part,
  };
}

function result(id: number, of: number, strength: number, part: Partial<Result> = {}): Result {
  return {
    id: resultId(id),
    photoId: photoId(of),
    jobId: jobIdSchema.parse(id),
    name: `DSC_${String(4000 + of)}-golden-${String(id)}.jpg`,
    folder: 'Darkslide',
    recipe: 'Golden evening',
    model: 'stable-diffusion-3-turbo-img2img',
    parameters: { prompt: 'Late evening light', strength },
    width: 1536,
    height: 1024,
    bytes: 480_000,
    costUsd: 0.08,
    tookMs: 9800,
    createdAt: 1000 + id,
    simulated: false,
    missing: false,
    version: 'a',
    ...part,
  };
}

export const details: PhotoDetails = {
  camera: 'Full frame, 24 MP',
  lens: null,
  exposure: '1/125 s, f/2.0, ISO 3200',
  place: '40.76° N, 73.98° W',
  colour: 'Adobe RGB, 14 bit',
  takenAt: null,
  tagCount: 214,
  hasPlace: true,
};

export const main = {
  details: vi.fn(),
  trash: vi.fn(),
  showResult: vi.fn(),
  dragOut: vi.fn(),
};

/** What jsdom leaves out: sizes, resize observers, decoding, pointer capture, media queries. */
export function fillInBrowser(reducedMotion = false): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
      unobserve(): void {}
    },
  );
  vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new Error('no pictures here')));
  window.matchMedia = vi
    .fn()
    .mockReturnValue({ matches: reducedMotion, addEventListener: vi.fn(), removeEventListener: vi.fn() });
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1144);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(700);
  HTMLElement.prototype.setPointerCapture = vi.fn();
  HTMLImageElement.prototype.decode = vi.fn().mockResolvedValue(undefined);
}

function App({ view, children }: { readonly view: View; readonly children: ReactNode }) {
  useKeys('linux');
  return <main data-region="middle">{useView((state) => state.view) === view && children}</main>;
}

export function show(view: 'loupe' | 'compare', active: number | null, chosen: number | null = null): void {
  useView.setState({
    view,
    active: active === null ? null : photoId(active),
    activeResult: chosen === null ? null : resultId(chosen),
    selection: new Set(active === null ? [] : [photoId(active)]),
    source: { kind: 'all' },
    dialog: null,
    toast: null,
  });
  render(<App view={view}>{view === 'loupe' ? <Loupe /> : <Compare />}</App>);
}

/** Everything that lies under a hidden ancestor counts as hidden. */
function isSeen(element: Element): boolean {
  for (let at: Element | null = element; at instanceof HTMLElement; at = at.parentElement) {
    if (at.classList.contains('stage-unseen') || at.style.visibility === 'hidden') return false;
    // A child that insists on being visible shows although its parents are hidden.
    if (at.style.visibility === 'visible') return true;
  }
  return true;
}

/** All pictures of a kind are loaded; the picture layers that can be seen, by address. */
export function seenPictures(container: ParentNode = document): string[] {
  return [...container.querySelectorAll<HTMLImageElement>('.picture img')].filter(isSeen).map((image) => image.src);
}

export function loadPictures(): void {
  for (const image of document.querySelectorAll('.picture img')) fireEvent.load(image);
}

/** Library, fake main and browser for one test; everything is put back after it. */
export function prepareEachTest(): void {
  beforeEach(() => {
    fillInBrowser();
    main.details.mockResolvedValue({ ok: true, value: details });
    main.trash.mockResolvedValue({ ok: true, value: undefined });
    main.showResult.mockResolvedValue({ ok: true, value: undefined });
    Object.assign(window, {
      api: {
        calls: {
          'library.details': main.details,
          'library.trash-results': main.trash,
          'library.show-result': main.showResult,
        },
        signals: { 'results.drag-out': main.dragOut, 'pictures.left': () => undefined },
      },
    });
    useLibrary.getState().replace({
      results: [result(1, 1, 0.35), result(2, 1, 0.5), result(3, 1, 0.65, { simulated: true })],
      intake: { state: 'idle', found: 0, looked: 0, toLook: 0, unusable: 0 },
    });
    holdLibrary([photo(1), photo(2), photo(3, { missing: true })]);
    useCompare.setState({ layout: 'slider', swapped: false, divider: 0.5, viewport: FIT, holding: false });
  });

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
}
