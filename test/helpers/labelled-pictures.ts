/** Pictures that say which they are: a grid of light and dark fields spells a number, which is read again from any copy or upload. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';

export interface LabelledOptions {
  /** Pixels; the width is 1.5 times the height. */
  readonly height?: number;
  /** Texture, so that the file does not compress to nothing: 0 to 40 steps of grey. */
  readonly texture?: number;
  readonly format?: 'jpeg' | 'png' | 'webp' | 'tiff';
  /** Other metadata, the same pixels. */
  readonly comment?: string;
  /** Capture time as EXIF writes it, "2024:05:01 12:00:00". */
  readonly taken?: string;
}

const COLUMNS = 6;
const ROWS = 4;
const FIELDS = COLUMNS * ROWS;
/** Light and dark fields, far enough apart for any encoder. */
const LIGHT = 205;
const DARK = 60;

/** The fields of a label. */
function fieldsOf(label: string): boolean[] {
  const digest = createHash('sha256').update(label).digest();
  return Array.from({ length: FIELDS }, (_, index) => ((digest[index] ?? 0) & 1) === 1);
}

/** A picture of this label. The same label and size give the same pixels. */
export async function labelledPicture(label: string, options: LabelledOptions = {}): Promise<Buffer> {
  const { height = 64, texture = 0, format = 'jpeg', comment, taken } = options;
  const width = Math.round(height * 1.5);
  const fields = fieldsOf(label);
  const data = Buffer.alloc(width * height * 3);
  let noise = 7;
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * ROWS) / height);
    for (let x = 0; x < width; x += 1) {
      const column = Math.floor((x * COLUMNS) / width);
      noise = (noise * 1103515245 + 12345) & 0x7fffffff; // a fixed sequence: the same pixels in every run
      const value =
        (fields[row * COLUMNS + column] === true ? LIGHT : DARK) + (texture > 0 ? ((noise >> 16) % texture) - texture / 2 : 0);
      data.fill(value, (y * width + x) * 3, (y * width + x) * 3 + 3);
      data[(y * width + x) * 3] = value - 20;
    }
  }
  let picture = sharp(data, { raw: { width, height, channels: 3 } });
  if (comment !== undefined || taken !== undefined) {
    const IFD0 = comment === undefined ? {} : { ImageDescription: comment };
    const IFD2 = taken === undefined ? {} : { DateTimeOriginal: taken };
    picture = picture.withExif({ IFD0, IFD2 });
  }
  switch (format) {
    case 'jpeg':
      return await picture.jpeg({ quality: 90 }).toBuffer();
    case 'png':
      return await picture.png().toBuffer();
    case 'webp':
      return await picture.webp({ lossless: true }).toBuffer();
    case 'tiff':
      return await picture.tiff({ compression: 'none' }).toBuffer();
  }
}

/** What a picture of this label spells: two labels with the same cannot be told apart. */
export function spelling(label: string): string {
  return spelled(fieldsOf(label));
}

function spelled(fields: readonly boolean[]): string {
  return fields.map((light) => (light ? '1' : '0')).join('');
}

/** What a picture spells. */
export async function readSpelling(bytes: Uint8Array | string): Promise<string> {
  const { data } = await sharp(bytes)
    .greyscale()
    .resize(COLUMNS * 3, ROWS * 3, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const seen = Array.from({ length: FIELDS }, (_, index) => {
    const y = Math.floor(index / COLUMNS) * 3 + 1;
    const x = (index % COLUMNS) * 3 + 1;
    return (data[y * COLUMNS * 3 + x] ?? 0) > (LIGHT + DARK) / 2;
  });
  return spelled(seen);
}

/** Which of these labels a picture shows; null: none. */
export async function readLabel(bytes: Uint8Array | string, labels: Iterable<string>): Promise<string | null> {
  const seen = await readSpelling(bytes);
  for (const label of labels) if (spelling(label) === seen) return label;
  return null;
}
