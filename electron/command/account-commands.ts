/** `models` and `credits` on the command line. */
import { dollars } from '../contract/dollars.ts';
import type { Model } from '../contract/model.ts';
import { problem } from '../contract/errors.ts';
import type { SegmindService } from '../segmind/service.ts';
import { EXIT } from './develop-command.ts';
import type { Output } from './report.ts';

/** Prints the catalogue: slug, price, time, title. */
export function printModels(models: readonly Model[], json: boolean, output: Output): number {
  for (const model of models) {
    if (json) output.print(JSON.stringify(model));
    else {
      const price = `about ${dollars(model.priceUsd)}`;
      output.print(
        `${model.slug.padEnd(34)} ${price.padEnd(14)} ${`${String(model.latencySeconds)} s`.padEnd(8)} ${model.title}`,
      );
    }
  }
  return EXIT.done;
}

/** Asks for the balance; runs nothing and costs nothing. */
export async function printCredits(service: SegmindService, key: string | null, json: boolean, output: Output): Promise<number> {
  const outcome =
    key === null
      ? ({ works: false, problem: problem('key-missing', 'No Segmind key is set. Put it into SEGMIND_API_KEY.') } as const)
      : await service.credits(key, AbortSignal.timeout(20_000));
  if (outcome.works) {
    output.print(
      json ? JSON.stringify({ credits: outcome.usd, host: service.host }) : `${dollars(outcome.usd)} at ${service.host}`,
    );
    return EXIT.done;
  }
  if (json) output.print(JSON.stringify({ code: outcome.problem.code, message: outcome.problem.message }));
  else output.fail(outcome.problem.message);
  return EXIT.paused;
}
