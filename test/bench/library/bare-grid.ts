/** A page that shows the same pictures at the same places with as little as possible: the floor of what scrolling them costs here. */
import type { Page } from '@playwright/test';
import { viewQuerySchema } from '../../../electron/contract/view.ts';
import { ROWS_AT_ONCE } from '../../../electron/contract/view.ts';

/** A row rests for so long before its pictures are asked for, ms. */
const REST_MS = 60;

/** Where the grid has its pictures, pixels. */
export interface GridPlace {
  readonly height: number;
  readonly rowHeight: number;
  readonly columns: number;
  readonly cell: number;
  readonly box: number;
}

/** Reads it off the grid that is shown. */
export async function placeOf(page: Page): Promise<GridPlace> {
  return await page.evaluate(() => {
    const rows = [...document.querySelectorAll<HTMLElement>('.gallery-row')];
    const full = rows.find((row) => row.querySelectorAll('.gallery-cell').length > 3) ?? rows[0];
    const cells = [...(full?.querySelectorAll<HTMLElement>('.gallery-cell') ?? [])];
    const box = full?.querySelector<HTMLElement>('.gallery-box');
    if (full === undefined || cells[0] === undefined || box == null) throw new Error('there is no grid');
    return {
      height: document.querySelector<HTMLElement>('.gallery-rows')?.offsetHeight ?? 0,
      rowHeight: full.offsetHeight,
      columns: cells.length,
      cell: cells[0].offsetWidth,
      box: box.offsetHeight,
    };
  });
}

/** Puts the bare page in the place of the app's, in the same window, with the pictures of the whole library in their order. */
export async function showBareGrid(page: Page, place: GridPlace): Promise<void> {
  const query = viewQuerySchema.parse({ source: { kind: 'all' }, sort: 'taken', reversed: true, group: 'day' });
  await page.evaluate(
    async ({ query, atOnce, place, restMs }) => {
      const view = await window.api.calls['library.view']({ query, since: null });
      if (!view.ok || view.value === null) throw new Error('there is no view');
      const ids = [...view.value.ids];
      const addresses: string[] = [];
      for (let at = 0; at < ids.length; at += atOnce) {
        const some = ids.slice(at, at + atOnce) as never[]; // numbers of photos, as main gave them
        const rows = await window.api.calls['library.rows']({ photoIds: some });
        const versions = new Map((rows.ok ? rows.value : []).map(({ id, version }) => [id as number, version]));
        for (const id of some)
          addresses.push(`photo://thumb/photo/${String(id)}?v=${encodeURIComponent(versions.get(id) ?? '')}`);
      }
      const scroller = document.createElement('div');
      const content = document.createElement('div');
      Object.assign(scroller.style, { position: 'fixed', inset: '0', overflow: 'hidden auto', background: '#222' });
      content.style.position = 'relative';
      content.style.height = `${String(place.height)}px`;
      scroller.className = 'bare-grid';
      scroller.append(content);
      document.body.replaceChildren(scroller);
      const rows = new Map<number, HTMLElement>();
      /** What is scrolled past at once is not asked for: the grid does not either. */
      const ask = (images: readonly (readonly [HTMLImageElement, string])[]): void => {
        for (const [image, address] of images) if (image.isConnected) image.src = address;
      };
      const draw = (): void => {
        const first = Math.max(0, Math.floor((scroller.scrollTop - 400) / place.rowHeight));
        const last = Math.floor((scroller.scrollTop + scroller.clientHeight + 400) / place.rowHeight);
        for (const [index, row] of rows) {
          if (index >= first && index <= last) continue;
          row.remove();
          rows.delete(index);
        }
        for (let index = first; index <= last; index += 1) {
          if (rows.has(index)) continue;
          const row = document.createElement('div');
          Object.assign(row.style, { position: 'absolute', top: `${String(index * place.rowHeight)}px`, left: '0', right: '0' });
          const images: [HTMLImageElement, string][] = [];
          for (let column = 0; column < place.columns; column += 1) {
            const address = addresses[index * place.columns + column];
            if (address === undefined) break;
            const image = document.createElement('img');
            images.push([image, address]);
            image.decoding = 'async';
            const left = `${String(column * place.cell)}px`;
            const side = `${String(place.box)}px`;
            Object.assign(image.style, { position: 'absolute', left, width: side, height: side, objectFit: 'contain' });
            row.append(image);
          }
          content.append(row);
          setTimeout(ask, restMs, images);
          rows.set(index, row);
        }
      };
      scroller.addEventListener('scroll', draw, { passive: true });
      draw();
    },
    { query, atOnce: ROWS_AT_ONCE, place, restMs: REST_MS },
  );
}
