// @vitest-environment jsdom
/** Loupe, compare and the info panel as a user meets them: roles, names, keys, and what reaches main. */
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Photo, PhotoDetails, Result } from '../../../../electron/contract/photo.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema } from '../../../../electron/contract/ids.ts';
import { useKeys } from '../../../../renderer/actions/use-keys.ts';
import { Compare } from '../../../../renderer/features/compare/compare.tsx';
import { useCompare } from '../../../../renderer/features/compare/compare-store.ts';
import { InfoPanel } from '../../../../renderer/features/compare/info-panel.tsx';
import { Loupe } from '../../../../renderer/features/compare/loupe.tsx';
import { FIT } from '../../../../renderer/lib/viewport.ts';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { useView, type View } from '../../../../renderer/stores/view-store.ts';

const photoId = (id: number) => photoIdSchema.parse(id);
const resultId = (id: number) => resultIdSchema.parse(id);

function photo(id: number, part: Partial<Photo> = {}): Photo {
  return {
    id: photoId(id),
    name: `DSC_${String(4000 + id)}.jpg`,
    folder: 'Autumn trip / 3 Coast, town',
    format: 'jpeg',
    width: 6048,
    height: 4032,
    bytes: 28_400_000,
    takenAt: new Date(2026, 10, 13, 21, 47, id).getTime(),
    addedAt: 1,
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

const details: PhotoDetails = {
  camera: 'Full frame, 24 MP',
  lens: null,
  exposure: '1/125 s, f/2.0, ISO 3200',
  place: '40.76° N, 73.98° W',
  colour: 'Adobe RGB, 14 bit',
  takenAt: null,
  tagCount: 214,
  hasPlace: true,
};

const main = {
  details: vi.fn(),
  trash: vi.fn(),
  showResult: vi.fn(),
  dragOut: vi.fn(),
};

/** What jsdom leaves out: sizes, resize observers, decoding, pointer capture, media queries. */
function fillInBrowser(reducedMotion = false): void {
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

function App({ view, children }: { readonly view: View; readonly children: React.ReactNode }) {
  useKeys('linux');
  return <main data-region="middle">{useView((state) => state.view) === view && children}</main>;
}

function show(view: 'loupe' | 'compare', active: number | null, chosen: number | null = null): void {
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
function seenPictures(container: ParentNode = document): string[] {
  return [...container.querySelectorAll<HTMLImageElement>('.picture img')].filter(isSeen).map((image) => image.src);
}

function loadPictures(): void {
  for (const image of document.querySelectorAll('.picture img')) fireEvent.load(image);
}

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
      signals: { 'results.drag-out': main.dragOut },
    },
  });
  useLibrary.getState().replace({
    photos: [photo(1), photo(2), photo(3, { missing: true })],
    results: [result(1, 1, 0.35), result(2, 1, 0.5), result(3, 1, 0.65, { simulated: true })],
  });
  useCompare.setState({ layout: 'slider', swapped: false, divider: 0.5, viewport: FIT, holding: false });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('compare', () => {
  it('takes the newest result, names both sides and marks a simulated one', () => {
    show('compare', 1);
    expect(screen.getByRole('img', { name: 'Original, DSC_4001.jpg' })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Result, DSC_4001-golden-3.jpg' })).toBeTruthy();
    expect(screen.getByText('Simulated')).toBeTruthy();
    expect(screen.getByText('16 %')).toBeTruthy();
  });

  it('lays both pictures into exactly the same rectangle, at fit and zoomed', () => {
    show('compare', 1, 2);
    const places = (): string[] =>
      [...document.querySelectorAll<HTMLElement>('.picture')].map((picture) => {
        const { width, height, transform } = picture.style;
        return [width, height, transform].join(' ');
      });
    expect(new Set(places()).size).toBe(1);
    act(() => {
      useCompare.getState().setViewport({ zoom: 1, centre: { x: 0.2, y: 0.7 } });
    });
    expect(places()).toHaveLength(2);
    expect(new Set(places()).size).toBe(1);
    expect(places()[0]).toContain('6048px 4032px');
  });

  it('moves the divider with the arrow keys and says where it is', () => {
    show('compare', 1, 2);
    const divider = screen.getByRole('slider', { name: 'Divider' });
    fireEvent.keyDown(divider, { key: 'ArrowRight', shiftKey: true });
    fireEvent.keyDown(divider, { key: 'ArrowRight' });
    expect(divider.getAttribute('aria-valuetext')).toBe('61 % original, 39 % result');
    fireEvent.keyDown(divider, { key: 'End' });
    expect(divider.getAttribute('aria-valuenow')).toBe('100');
    fireEvent.keyDown(document.body, { key: 'ArrowLeft', altKey: true });
    expect(divider.getAttribute('aria-valuenow')).toBe('98');
    expect(useView.getState().activeResult).toBe(resultId(2));
  });

  it('shows the original, and only it, for as long as the key is down, in every layout', () => {
    show('compare', 1, 2);
    for (const layout of ['slider', 'pair', 'flicker', 'difference'] as const) {
      act(() => {
        useCompare.getState().setLayout(layout);
      });
      loadPictures();
      expect(
        seenPictures().some((address) => address.includes('/result/2')),
        layout,
      ).toBe(true);
      fireEvent.keyDown(document.body, { key: '\\' });
      expect(seenPictures().length, layout).toBeGreaterThan(0);
      expect(
        seenPictures().every((address) => address.includes('/photo/1')),
        layout,
      ).toBe(true);
      fireEvent.keyUp(document.body, { key: '\\' });
      expect(
        seenPictures().some((address) => address.includes('/result/2')),
        layout,
      ).toBe(true);
    }
  });

  it('walks the layouts with Y and swaps the sides', () => {
    show('compare', 1, 2);
    const layouts = ['pair', 'flicker', 'difference', 'slider'];
    for (const layout of layouts) {
      fireEvent.keyDown(document.body, { key: 'y' });
      expect(useCompare.getState().layout).toBe(layout);
    }
    fireEvent.keyDown(document.body, { key: 'Y', shiftKey: true });
    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe('50 % result, 50 % original');
  });

  it('says that the difference is not amplified', () => {
    show('compare', 1, 2);
    fireEvent.click(screen.getByRole('radio', { name: 'Difference' }));
    expect(screen.getByText('Difference ×1, black is unchanged')).toBeTruthy();
    expect(document.querySelector('.stage-difference')).not.toBeNull();
  });

  it('flickers at most twice a second', () => {
    vi.useFakeTimers();
    show('compare', 1, 2);
    fireEvent.click(screen.getByRole('radio', { name: 'Flicker' }));
    loadPictures();
    const seen: string[] = [];
    for (let time = 0; time < 3000; time += 100) {
      seen.push(seenPictures().some((address) => address.includes('/photo/')) ? 'original' : 'result');
      act(() => {
        vi.advanceTimersByTime(100);
      });
    }
    const changes = seen.filter((now, index) => index > 0 && now !== seen[index - 1]).length;
    expect(changes).toBeGreaterThanOrEqual(4);
    expect(changes).toBeLessThanOrEqual(6);
  });

  it('stands still with reduced motion until the key is held', () => {
    vi.useFakeTimers();
    fillInBrowser(true);
    show('compare', 1, 2);
    fireEvent.click(screen.getByRole('radio', { name: 'Flicker' }));
    loadPictures();
    act(() => {
      vi.advanceTimersByTime(5000);
    });
    expect(seenPictures().every((address) => address.includes('/result/2'))).toBe(true);
    expect(screen.getByText('Hold \\ to alternate')).toBeTruthy();
    fireEvent.keyDown(document.body, { key: '\\' });
    expect(seenPictures().every((address) => address.includes('/photo/1'))).toBe(true);
    act(() => {
      vi.advanceTimersByTime(500);
    });
    expect(seenPictures().every((address) => address.includes('/result/2'))).toBe(true);
  });

  it('steps through results with left and right, and through photos with up and down', () => {
    show('compare', 1, 1);
    fireEvent.keyDown(document.body, { key: 'ArrowRight' });
    expect(useView.getState().activeResult).toBe(resultId(2));
    const strip = screen.getByRole('listbox', { name: 'Results' });
    expect(within(strip).getByRole('option', { selected: true }).getAttribute('aria-label')).toBe('golden-2, strength 0.50');
    fireEvent.keyDown(document.body, { key: 'ArrowDown' });
    expect(useView.getState().active).toBe(photoId(2));
    expect(screen.getByText('Develop this photo to compare.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Open the develop panel' }));
    expect(useView.getState()).toMatchObject({ rightOpen: true, rightTab: 'develop' });
  });

  it('drags a result out of the strip', () => {
    show('compare', 1, 1);
    const dragged = fireEvent.dragStart(screen.getByRole('option', { name: 'golden-2, strength 0.50' }));
    expect(dragged).toBe(false);
    expect(main.dragOut).toHaveBeenCalledWith({ resultIds: [resultId(2)] });
  });

  it('says what to do where nothing is chosen', () => {
    show('compare', null);
    fireEvent.click(screen.getByRole('button', { name: 'Open the grid' }));
    expect(useView.getState().view).toBe('grid');
  });
});

describe('zoom', () => {
  it('toggles with Z and double click, and loads every pixel over the preview', async () => {
    show('loupe', 1);
    loadPictures();
    expect(seenPictures()).toEqual(['photo://view/photo/1?v=a']);
    fireEvent.keyDown(document.body, { key: 'z' });
    expect(useCompare.getState().viewport.zoom).toBe(1);
    expect(seenPictures()).toEqual(['photo://view/photo/1?v=a']);
    loadPictures();
    await vi.waitFor(() => {
      expect(seenPictures()).toEqual(['photo://full/photo/1?v=a']);
    });
    fireEvent.doubleClick(screen.getByRole('group'), { clientX: 100, clientY: 100 });
    expect(useCompare.getState().viewport).toEqual(FIT);
    expect(seenPictures()).toEqual(['photo://view/photo/1?v=a']);
  });

  it('pans with the arrows while zoomed, and goes to the next photo at fit', () => {
    show('loupe', 1);
    const room = screen.getByRole('group');
    fireEvent.click(screen.getByRole('radio', { name: '2:1' }));
    const before = useCompare.getState().viewport.centre.x;
    fireEvent.keyDown(room, { key: 'ArrowRight' });
    expect(useCompare.getState().viewport.centre.x).toBeGreaterThan(before);
    expect(useView.getState().active).toBe(photoId(1));
    fireEvent.keyDown(room, { key: '0' });
    fireEvent.keyDown(room, { key: 'ArrowRight' });
    expect(useView.getState().active).toBe(photoId(2));
  });

  it('zooms with the wheel and keeps the page from zooming', () => {
    show('loupe', 1);
    const room = screen.getByRole('group');
    const before = useCompare.getState().viewport;
    let prevented = false;
    act(() => {
      prevented = !room.dispatchEvent(new WheelEvent('wheel', { deltaY: -120, cancelable: true, bubbles: true, ctrlKey: true }));
    });
    expect(prevented).toBe(true);
    expect(useCompare.getState().viewport.zoom).not.toBe(before.zoom);
  });

  it('drags the picture only while it is larger than its room', () => {
    show('loupe', 1);
    const room = screen.getByRole('group');
    const drag = (): void => {
      fireEvent.pointerDown(room, { button: 0, pointerId: 1, clientX: 500, clientY: 300 });
      fireEvent.pointerMove(room, { pointerId: 1, clientX: 400, clientY: 280 });
      fireEvent.pointerUp(room, { pointerId: 1 });
    };
    drag();
    expect(useCompare.getState().viewport).toEqual(FIT);
    fireEvent.click(screen.getByRole('radio', { name: /^1:1/ }));
    drag();
    expect(useCompare.getState().viewport.centre.x).toBeCloseTo(0.5 + 100 / 6048, 6);
  });
});

describe('loupe', () => {
  it('says which photo of how many, and keeps a selection of several while stepping', () => {
    show('loupe', 1);
    expect(screen.getByText('1 of 3')).toBeTruthy();
    act(() => {
      useView.getState().select([photoId(1), photoId(3)], photoId(1));
    });
    fireEvent.keyDown(document.body, { key: 'ArrowRight' });
    expect(useView.getState().active).toBe(photoId(3));
    expect(useView.getState().selection.size).toBe(2);
  });

  it('says why a missing file is not to be seen', () => {
    show('loupe', 3);
    for (const image of document.querySelectorAll('.picture img')) fireEvent.error(image);
    expect(screen.getByText('This picture cannot be shown')).toBeTruthy();
    expect(screen.getByText('The file is not there any more.')).toBeTruthy();
  });

  it('moves a result to the trash, says so, and goes on to its neighbour', async () => {
    show('loupe', 1, 2);
    fireEvent.keyDown(document.body, { key: 'Delete' });
    expect(main.trash).toHaveBeenCalledWith({ resultIds: [resultId(2)] });
    await vi.waitFor(() => {
      expect(useView.getState().toast?.text).toBe('DSC_4001-golden-2.jpg is in the trash. The original stays.');
    });
    expect(useView.getState().activeResult).toBe(resultId(3));
  });

  it('says why where the trash refuses, and stays', async () => {
    main.trash.mockResolvedValue({ ok: false, error: { code: 'file-unreadable', message: 'The drive refuses.' } });
    show('loupe', 1, 2);
    fireEvent.keyDown(document.body, { key: 'Delete' });
    await vi.waitFor(() => {
      expect(useView.getState().toast?.text).toBe('The drive refuses.');
    });
    expect(useView.getState().activeResult).toBe(resultId(2));
  });
});

describe('info', () => {
  it('drops the answer for a photo that was left', async () => {
    let answerFirst: (value: unknown) => void = () => undefined;
    main.details.mockReturnValueOnce(
      new Promise((resolve) => {
        answerFirst = resolve;
      }),
    );
    useView.setState({ view: 'loupe', active: photoId(1), activeResult: null });
    render(<InfoPanel />);
    main.details.mockResolvedValue({ ok: true, value: { ...details, camera: 'Second camera' } });
    act(() => {
      useView.getState().setActive(photoId(2));
    });
    expect(await screen.findByText('Second camera')).toBeTruthy();
    await act(async () => {
      answerFirst({ ok: true, value: { ...details, camera: 'First camera' } });
      await Promise.resolve();
    });
    expect(screen.queryByText('First camera')).toBeNull();
  });

  it('tells how a result was made, what it cost and how it lies on the original', () => {
    useView.setState({ view: 'compare', active: photoId(1), activeResult: resultId(2) });
    render(<InfoPanel />);
    for (const words of [
      'Golden evening',
      '0.50',
      'Late evening light',
      '$0.08',
      'Result scaled 3.94× to the original’s frame',
    ]) {
      expect(screen.getByText(words)).toBeTruthy();
    }
    fireEvent.click(screen.getByRole('button', { name: 'Show in folder' }));
    expect(main.showResult).toHaveBeenCalledWith({ resultId: resultId(2) });
  });

  it('opens compare with a result, and the stack in the grid', async () => {
    useView.setState({ view: 'loupe', active: photoId(1), activeResult: null, openStacks: new Set() });
    render(<InfoPanel />);
    await screen.findByText('Full frame, 24 MP');
    expect(screen.queryByText('Lens')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Open stack' }));
    expect(useView.getState().view).toBe('grid');
    expect(useView.getState().openStacks.has(photoId(1))).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Compare' }));
    expect(useView.getState()).toMatchObject({ view: 'compare', activeResult: resultId(3) });
  });
});
