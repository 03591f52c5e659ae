// @vitest-environment jsdom
/** Compare as a user meets it: roles, names, keys, what can be seen, and what reaches main. */
import { act, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { useCompare } from '../../../../renderer/features/compare/compare-store.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { fillInBrowser, loadPictures, main, photoId, prepareEachTest, resultId, seenPictures, show } from './viewer-fixture.tsx';

prepareEachTest();

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

  it('says in place which of the two cannot be shown', () => {
    show('compare', 1, 2);
    for (const image of document.querySelectorAll('.picture img[src*="result"]')) fireEvent.error(image);
    expect(screen.getByText('The result cannot be shown')).toBeTruthy();
    expect(screen.queryByText('The original cannot be shown')).toBeNull();
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
