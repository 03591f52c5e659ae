/** What one upload of a model may measure. Pure. */
import type { Model, ModelLimits } from '../../../contract/model.ts';

/** Several pictures share one request, so each gets its part of the bytes. */
export function uploadLimits({ limits, inputs }: Model): ModelLimits {
  return { ...limits, maxRequestBytes: Math.floor(limits.maxRequestBytes / Math.max(1, inputs.length)) };
}
