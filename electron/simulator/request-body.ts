/** Reads the body of a POST as the service would: JSON, fields, pictures. Says in the service's words what is wrong with it. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Pixels } from './develop-picture.ts';
import type { ReceivedPicture } from './ledger.ts';
import { decodePicture, type Format, type Order } from './pictures.ts';
import { errorReply, INVALID_CONTENT_TYPE, type Reply } from './replies.ts';
import type { ServiceModel } from './service-models.ts';

/** What can be said of a body before it is judged; goes into the ledger whatever happens next. */
export interface BodySummary {
  /** The JSON object as sent; null where it is none. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  readonly withoutPictures: Readonly<Record<string, unknown>> | null;
  readonly pictures: readonly ReceivedPicture[];
  /** Bytes of each picture field that held base64. */
  readonly bytes: ReadonlyMap<string, Buffer>;
}

/** Of a body that was not read or is no JSON object. */
export const emptySummary: BodySummary = { fields: null, withoutPictures: null, pictures: [], bytes: new Map() };
/** Fields that hold pictures in any model, so that none reaches the ledger where the slug is unknown. */
const PICTURE_FIELDS = ['image', 'input_face_image', 'target_face_image'];

function base64Bytes(value: unknown): Buffer | null {
  if (typeof value !== 'string') return null;
  const compact = value.replaceAll(/\s+/g, '');
  if (compact === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return null;
  return Buffer.from(compact, 'base64');
}

async function describe(field: string, bytes: Buffer): Promise<ReceivedPicture> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  try {
    const found = await sharp(bytes).metadata();
    const metadata = (['exif', 'icc', 'iptc', 'xmp'] as const).filter((kind) => found[kind] !== undefined);
    return { field, sha256, bytes: bytes.length, format: found.format, width: found.width, height: found.height, metadata };
  } catch {
    // The ledger notes that it is no picture; the answer to the client is decided when it is decoded.
    return { field, sha256, bytes: bytes.length, format: null, width: null, height: null, metadata: [] };
  }
}

/** Reads a body for the ledger. Never throws: what is no JSON object gives a summary without fields. */
export async function summarise(body: Buffer): Promise<BodySummary> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return emptySummary;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return emptySummary;
  const fields: Record<string, unknown> = { ...value };
  const bytes = new Map<string, Buffer>();
  for (const field of PICTURE_FIELDS) {
    const decoded = base64Bytes(fields[field]);
    if (decoded !== null) bytes.set(field, decoded);
  }
  const pictures = await Promise.all([...bytes].map(async ([field, each]) => await describe(field, each)));
  const withoutPictures = Object.fromEntries(Object.entries(fields).filter(([name]) => !PICTURE_FIELDS.includes(name)));
  return { fields, withoutPictures, pictures, bytes };
}

/** 406 for a content type that is not JSON, else null. */
export function contentTypeTrouble(contentType: string | undefined): Reply | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/json' ? null : errorReply(406, INVALID_CONTENT_TYPE);
}

/** A body that passed: everything needed to make the pictures. */
export interface PictureRequest {
  readonly order: Order;
  readonly format: Format;
  readonly samples: number;
  readonly base64: boolean;
  /** As the client set it, or null. */
  readonly seed: number | null;
  readonly prompt: string;
}

/** Tells a refusal from what was asked for. */
export function isReply(value: object): value is Reply {
  return 'status' in value;
}

/** Judges a body for a model: a request, or the refusal that the service would send. */
export async function readRequest(model: ServiceModel, summary: BodySummary): Promise<PictureRequest | Reply> {
  const { fields } = summary;
  if (fields === null) return errorReply(400, 'Invalid JSON in the request body');
  const missing = model.required.find((name) => fields[name] === undefined || fields[name] === null || fields[name] === '');
  if (missing !== undefined) return errorReply(400, `Missing required field: ${missing}`);
  const parsed = model.fields.safeParse(fields);
  if (!parsed.success) return invalidFields(parsed.error.issues);
  const pictures = await picturesOf(model, summary);
  if (isReply(pictures)) return pictures;
  const order = orderOf(model, parsed.data, pictures);
  if (order === null) return errorReply(406, 'Invalid value: the result would have more than 40,000,000 pixels');
  const { samples, base64, seed, prompt } = parsed.data;
  return {
    order,
    format: formatOf(parsed.data),
    samples: typeof samples === 'number' ? samples : 1,
    base64: base64 === true,
    seed: typeof seed === 'number' && seed >= 0 ? seed : null,
    prompt: typeof prompt === 'string' ? prompt : '',
  };
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** A field that is not documented is a bad body (400); a value outside its range is a rejected value (406). */
function invalidFields(issues: readonly Issue[]): Reply {
  const unknown = issues.find(({ code }) => code === 'unrecognized_keys');
  if (unknown !== undefined) return errorReply(400, `Unknown field: ${(unknown.keys ?? []).join(', ')}`);
  const [first] = issues;
  return errorReply(406, `Invalid value for ${String(first?.path[0] ?? 'the body')}: ${first?.message ?? 'not allowed'}`);
}

async function picturesOf(model: ServiceModel, summary: BodySummary): Promise<Map<string, Pixels> | Reply> {
  const decoded = new Map<string, Pixels>();
  for (const field of model.pictures) {
    const given = String(summary.fields?.[field]).slice(0, 64);
    if (/^https?:/i.test(given))
      return errorReply(400, `Cannot load ${field}: the simulator fetches nothing; send the picture as base64`);
    if (/^data:/i.test(given)) return errorReply(400, `Invalid ${field}: send base64 without a data: prefix`);
    const bytes = summary.bytes.get(field);
    if (bytes === undefined) return errorReply(400, `Invalid ${field}: not base64`);
    try {
      const pixels = await decodePicture(bytes);
      const trouble = sizeTrouble(model, field, pixels);
      if (trouble !== null) return trouble;
      decoded.set(field, pixels);
    } catch {
      // Whatever the decoder says, to the client it is one thing.
      return errorReply(400, `Invalid ${field}: the picture cannot be decoded`);
    }
  }
  return decoded;
}

function sizeTrouble(model: ServiceModel, field: string, { width, height }: { width: number; height: number }): Reply | null {
  const { minSide, maxPixels, maxAspect } = model.limits;
  const size = `${String(width)}x${String(height)}`;
  if (Math.min(width, height) < minSide)
    return errorReply(400, `Invalid ${field}: ${size} has a side under ${String(minSide)} pixels`);
  if (width * height > maxPixels) return errorReply(400, `Invalid ${field}: ${size} has more than ${String(maxPixels)} pixels`);
  if (Math.max(width, height) / Math.min(width, height) > maxAspect) {
    return errorReply(400, `Invalid ${field}: the aspect ratio of ${size} is beyond 1:${String(maxAspect)}`);
  }
  return null;
}

type Fields = Readonly<Record<string, unknown>>;

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

function orderOf(model: ServiceModel, fields: Fields, pictures: ReadonlyMap<string, Pixels>): Order | null {
  const [first, second] = model.pictures.map((field) => pictures.get(field));
  const prompt = typeof fields['prompt'] === 'string' ? fields['prompt'] : '';
  switch (model.kind) {
    case 'photo-to-photo':
      return first === undefined ? null : { kind: model.kind, photo: first, prompt, strength: numberOr(fields['strength'], 1) };
    case 'text-to-picture':
      return { kind: model.kind, prompt, ...askedSize(fields) };
    case 'restore': {
      const scale = numberOr(fields['scale'], 1);
      if (first === undefined || first.width * first.height * scale * scale > 40_000_000) return null;
      return { kind: model.kind, photo: first, fidelity: numberOr(fields['fidelity'], 0.5), scale };
    }
    case 'two-photos':
      return first === undefined || second === undefined ? null : { kind: model.kind, face: first, target: second };
  }
}

/** Pixels that a text-to-picture model was asked for; "1152*896" where one field holds both. */
function askedSize(fields: Fields): { width: number; height: number } {
  const [width, height] = typeof fields['aspect_ratio'] === 'string' ? fields['aspect_ratio'].split('*').map(Number) : [];
  const held = (value: number): number => Math.min(2048, Math.max(256, value));
  return {
    width: held(width ?? numberOr(fields['img_width'], 1024)),
    height: held(height ?? numberOr(fields['img_height'], 1024)),
  };
}

function formatOf(fields: Fields): Format {
  return fields['output_format'] === 'png' || fields['file_type'] === 'png' ? 'png' : 'jpeg';
}
