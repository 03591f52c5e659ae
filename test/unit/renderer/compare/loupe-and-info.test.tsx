// @vitest-environment jsdom
/** Zoom, loupe and the info panel as a user meets them: roles, names, keys, what can be seen, and what reaches main. */
import { act, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { useCompare } from '../../../../renderer/features/compare/compare-store.ts';
import { InfoPanel } from '../../../../renderer/features/compare/info-panel.tsx';
import { FIT } from '../../../../renderer/lib/viewport.ts';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { details, loadPictures, main, photoId, prepareEachTest, resultId, seenPictures, show } from './viewer-fixture.tsx';

prepareEachTest();

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

  it('shows the time as the camera wrote it, and says where only the file has one', async () => {
    useView.setState({ view: 'loupe', active: photoId(1), activeResult: null });
    const { unmount } = render(<InfoPanel />);
    await screen.findByText('Full frame, 24 MP');
    expect(screen.getByText('13 Nov 2026, 21:47:01 (UTC+01:00)')).toBeTruthy();
    unmount();
    const { photos } = useLibrary.getState();
    const first = photos.get(photoId(1));
    if (first === undefined) throw new Error('it is there');
    const modifiedAt = new Date(2026, 10, 14, 9, 5, 7).getTime();
    useLibrary.setState({ photos: new Map(photos).set(first.id, { ...first, takenAt: null, modifiedAt }) });
    render(<InfoPanel />);
    await screen.findByText('Full frame, 24 MP');
    expect(screen.queryByText('Taken')).toBeNull();
    expect(screen.getByText('File written')).toBeTruthy();
    expect(screen.getByText('14 Nov 2026, 09:05:07')).toBeTruthy();
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
