/** Where the keys lead in the grid. Pure. */
import type { Layout, Row } from './layout.ts';
import { placeCells } from './places.ts';

/** The item that a key leads to from `index` (-1: nowhere yet); null where it stays. Key names as the browser says them. */
export function moveIndex(layout: Layout, index: number, key: string, viewHeight: number): number | null {
  const { length } = layout.items;
  if (length === 0) return null;
  const last = length - 1;
  if (index < 0) return key === 'End' ? last : 0;
  const target = step(layout, index, key, viewHeight);
  return target === null || target === index ? null : Math.min(last, Math.max(0, target));
}

function step(layout: Layout, index: number, key: string, viewHeight: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(layout.items.length - 1, index + 1);
    case 'ArrowUp':
      return vertical(layout, index, -1, 0);
    case 'ArrowDown':
      return vertical(layout, index, 1, 0);
    case 'PageUp':
      return vertical(layout, index, -1, viewHeight);
    case 'PageDown':
      return vertical(layout, index, 1, viewHeight);
    case 'Home':
      return 0;
    case 'End':
      return layout.items.length - 1;
    default:
      return null;
  }
}

/** The nearest cell in the next row; with a `distance`, in the last row within it, but one row at least. */
function vertical(layout: Layout, index: number, direction: 1 | -1, distance: number): number | null {
  const { rows } = layout;
  const from = rows.ofItem(index);
  const start = rows.at(from);
  if (start === undefined) return null;
  let found: Row | undefined;
  for (let at = from + direction; ; at += direction) {
    const row = rows.at(at);
    if (row === undefined) break;
    const away = direction > 0 ? row.top + row.height - start.top : start.top + start.height - row.top;
    if (found !== undefined && away > distance) break;
    found = row;
    if (distance === 0) break;
  }
  return found === undefined ? null : nearest(layout, found, middleOf(layout, start, index));
}

function middleOf(layout: Layout, row: Row, index: number): number {
  const cell = placeCells(layout, row)[index - row.first];
  return cell === undefined ? 0 : cell.left + cell.width / 2;
}

function nearest(layout: Layout, row: Row, x: number): number {
  let best = row.first;
  let distance = Infinity;
  for (const [offset, cell] of placeCells(layout, row).entries()) {
    const away = Math.abs(cell.left + cell.width / 2 - x);
    if (away >= distance) continue;
    best = row.first + offset;
    distance = away;
  }
  return best;
}
