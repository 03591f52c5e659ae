/** What keys do to a slider. */
import { snap } from './read-number.ts';

export interface SliderScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** The value a key leads to: arrows one step, Page keys ten, Home and End the ends; null where the key means nothing here. */
export function sliderKey(key: string, value: number, { min, max, step }: SliderScale): number | null {
  const limits = { min, max };
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return snap(value + step, limits, step);
    case 'ArrowLeft':
    case 'ArrowDown':
      return snap(value - step, limits, step);
    case 'PageUp':
      return snap(value + step * 10, limits, step);
    case 'PageDown':
      return snap(value - step * 10, limits, step);
    case 'Home':
      return min;
    case 'End':
      return max;
    default:
      return null;
  }
}
