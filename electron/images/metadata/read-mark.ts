/** Reads the mark of a result back from XMP, whoever wrote the packet last. Pure. */
import { z } from 'zod';
import { parameterValueSchema } from '../../contract/recipe.ts';
import type { ResultMark, WorkMark } from '../tasks.ts';
import { readXmpProperties } from './xmp-properties.ts';
import { NAMESPACE } from './xmp-text.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const parametersSchema = z.record(z.string().max(80), parameterValueSchema);
const sentAtSchema = z.iso.datetime().transform((text) => Date.parse(text));

/** The mark in an XMP packet; null: it is not one of ours. Never throws. */
export function readMark(packet: Uint8Array | undefined): ResultMark | null {
  if (packet === undefined) return null;
  const properties = readXmpProperties(packet, NAMESPACE);
  const model = properties.get('Model');
  const recipe = properties.get('Recipe');
  if (model === undefined || recipe === undefined) return null;
  const strength = Number(properties.get('Strength') ?? NaN);
  return {
    recipe,
    model,
    prompt: properties.get('Prompt') ?? '',
    strength: Number.isFinite(strength) ? strength : null,
    originalHash: sha256
      .nullable()
      .catch(null)
      .parse(properties.get('OriginalSHA256') ?? null),
    originalName: properties.get('OriginalName')?.slice(0, 255) ?? null,
    app: properties.get('AppVersion')?.slice(0, 40) ?? null,
    simulated: properties.get('Simulated')?.toLowerCase() === 'true',
    work: readWork(properties),
  };
}

function readWork(properties: ReadonlyMap<string, string>): WorkMark | null {
  const identity = sha256.safeParse(properties.get('Identity'));
  if (!identity.success) return null;
  const cost = Number(properties.get('CostUSD') ?? NaN);
  return {
    identity: identity.data,
    pixelHashes: (properties.get('PixelSHA256') ?? '').split(/\s+/).filter((hash) => sha256.safeParse(hash).success),
    backend: properties.get('Backend') ?? 'segmind',
    parameters: parametersSchema.catch({}).parse(parseJson(properties.get('Parameters'))),
    longSide: whole(properties.get('LongSide')) ?? 0,
    variant: whole(properties.get('Variant')) ?? 1,
    costUsd: Number.isFinite(cost) && cost >= 0 ? cost : null,
    sentAt: sentAtSchema
      .nullable()
      .catch(null)
      .parse(properties.get('SentAt') ?? null),
    requestId: properties.get('RequestId')?.slice(0, 200) ?? null,
    job: whole(properties.get('Job')) ?? 0,
  };
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {}; // somebody edited it: the identity beside it still says which work it was
  }
}
