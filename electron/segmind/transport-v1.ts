/** The blocking way: one request that answers when the picture is ready. */
import type { Context, Errand } from './context.ts';
import type { RunOutcome } from './service.ts';
import { submit } from './submit.ts';
import { followAccepted } from './transport-v2.ts';

/** Sends the work once. Should the service hand out a number after all, the work is asked for like that of v2. */
export async function runV1(context: Context, body: Uint8Array, errand: Errand): Promise<RunOutcome> {
  const submitted = await submit(context, `v1/${errand.model.slug}`, body, errand);
  return submitted.type === 'ended' ? submitted.outcome : await followAccepted(context, submitted.requestId, errand);
}
