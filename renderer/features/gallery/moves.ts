/** Where the keys lead in the grid. Pure. */
import type { GridItem } from './items.ts';
import { placeCells, rowOfItem, type CellsRow, type Layout } from './layout.ts';

/** The item that a key leads to from `index` (-1: nowhere yet); null where it stays. Key names as the browser says them. */
export function moveIndex(
  layout: Layout,
  items: readonly GridItem[],
  index: number,
  key: string,
  viewHeight: number,
): number | null {
  if (items.length === 0) return null;
  const last = items.length - 1;
  if (index < 0) return key === 'End' ? last : 0;
  const target = step(layout, items, index, key, viewHeight);
  return target === null || target === index ? null : Math.min(last, Math.max(0, target));
}

function step(layout: Layout, items: readonly GridItem[], index: number, key: string, viewHeight: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(items.length - 1, index + 1);
    case 'ArrowUp':
      return vertical(layout, items, index, -1, 0);
    case 'ArrowDown':
      return vertical(layout, items, index, 1, 0);
    case 'PageUp':
      return vertical(layout, items, index, -1, viewHeight);
    case 'PageDown':
      return vertical(layout, items, index, 1, viewHeight);
    case 'Home':
      return 0;
    case 'End':
      return items.length - 1;
    default:
      return null;
  }
}

/** The nearest cell in the next row of cells; with a `distance`, in the last row within it, but one row at least. */
function vertical(layout: Layout, items: readonly GridItem[], index: number, direction: 1 | -1, distance: number): number | null {
  const from = rowOfItem(layout, index);
  const start = layout.rows[from];
  if (start?.kind !== 'cells') return null;
  let found: CellsRow | null = null;
  for (let at = from + direction; at >= 0 && at < layout.rows.length; at += direction) {
    const row = layout.rows[at];
    if (row?.kind !== 'cells') continue;
    const away = direction > 0 ? row.top + row.height - start.top : start.top + start.height - row.top;
    if (found !== null && away > distance) break;
    found = row;
    if (distance === 0) break;
  }
  return found === null ? null : nearest(layout, items, found, middleOf(layout, items, start, index));
}

function middleOf(layout: Layout, items: readonly GridItem[], row: CellsRow, index: number): number {
  const cell = placeCells(layout, row, items)[index - row.first];
  return cell === undefined ? 0 : cell.left + cell.width / 2;
}

function nearest(layout: Layout, items: readonly GridItem[], row: CellsRow, x: number): number {
  let best = row.first;
  let distance = Infinity;
  for (const [offset, cell] of placeCells(layout, row, items).entries()) {
    const away = Math.abs(cell.left + cell.width / 2 - x);
    if (away >= distance) continue;
    best = row.first + offset;
    distance = away;
  }
  return best;
}
