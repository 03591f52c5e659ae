/** Checks what came back and makes a result of it: decodes to the end, is not blank, tagged sRGB, upright, marked. */
import { DarkslideError } from '../contract/errors.ts';
import type { OutputFormat } from '../contract/recipe.ts';
import { isBlank } from './decode/blank.ts';
import { decodePixels, openPicture } from './decode/decode.ts';
import type { OpenedPicture, Pixels } from './decode/decode.ts';
import { encodeResult } from './decode/encode.ts';
import { SAYS_NOTHING, type Says } from './metadata/carry/says.ts';
import { tagFinished } from './metadata/tag-finished.ts';
import { canKeepPixels } from './metadata/tag-result.ts';
import type { Finished, ResultMark } from './tasks.ts';
import { thumbnailOf } from './thumbnail.ts';

/** Less than this is never a photograph; services answer so when they mean an error. */
const LEAST_BYTES = 500;

/**
 * Throws reply-unusable, saying what is wrong, where the bytes are no usable picture. Where they already are what was asked
 * for, their compressed pixels stay bit for bit.
 * @param says - what of the original's own words the result carries on
 */
export async function finish(
  bytes: Uint8Array,
  format: OutputFormat,
  mark: ResultMark,
  says: Says = SAYS_NOTHING,
): Promise<Finished> {
  const { picture, pixels } = await decodeReply(bytes);
  if (await isBlank(pixels)) throw new DarkslideError('reply-unusable', 'What came back is a blank picture.');
  const upright = (picture.header.orientation ?? 1) === 1;
  const keeps = upright && picture.named === null && canKeepPixels(bytes, format);
  const plain = keeps ? bytes : await encodeResult(pixels, format);
  const { width, height } = pixels;
  const made = { width, height, thumbnail: await thumbnailOf(pixels, says) };
  const tagged = tagFinished(plain, format, made, { mark, ...says });
  if (tagged === null) throw new DarkslideError('reply-unusable');
  return { ...tagged, width, height };
}

async function decodeReply(bytes: Uint8Array): Promise<{ picture: OpenedPicture; pixels: Pixels }> {
  if (bytes.length < LEAST_BYTES) throw new DarkslideError('reply-unusable');
  try {
    const picture = await openPicture(bytes, '');
    return { picture, pixels: await decodePixels(picture, null, 'strict') };
  } catch (thrown) {
    throw new DarkslideError('reply-unusable', replyProblem(thrown), { cause: thrown });
  }
}

/** The photo's error codes in words that fit a reply; undefined: the standard sentence says it. */
function replyProblem(thrown: unknown): string | undefined {
  const code = thrown instanceof DarkslideError ? thrown.code : null;
  if (code === 'picture-truncated') return 'What came back ends before the picture does.';
  if (code === 'picture-corrupt') return 'What came back is a damaged picture.';
  return undefined;
}
