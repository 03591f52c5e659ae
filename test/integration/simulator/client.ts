/** What the simulator's tests share: small pictures, the documented request, and a way to look at pixels. */
import sharp from 'sharp';

export const KEY = 'SG_0123456789abcdef';
export const TURBO = 'stable-diffusion-3-turbo-img2img';

/** A picture with soft colours and edges, JPEG unless told. */
export async function picture(width = 240, height = 160, format: 'jpeg' | 'png' = 'jpeg'): Promise<Buffer> {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const wave = Math.sin(column / 17) * 40 + Math.cos(row / 13) * 40;
      data.set([110 + wave, (row / height) * 200 + 20, 190 - (column / width) * 150], (row * width + column) * 3);
    }
  }
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  return format === 'png' ? await image.png().toBuffer() : await image.jpeg({ quality: 95 }).toBuffer();
}

/** The body that the service documents for its main model. */
export function turboBody(image: Buffer, more: Record<string, unknown> = {}): Record<string, unknown> {
  const base = { mode: 'image-to-image', image: image.toString('base64'), prompt: 'golden evening light', strength: 0.6 };
  return { ...base, output_format: 'jpeg', base64: false, ...more };
}

/** Posts JSON with a key; `headers` are added last. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return await fetch(url, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json', ...headers },
    body: text,
  });
}

/** A GET with a key. */
export async function get(url: string): Promise<Response> {
  return await fetch(url, { headers: { 'x-api-key': KEY } });
}

export async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

/** Mean difference per channel, 0 to 255, of two pictures of one size, below the upper fifth where the mark lies. */
export async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [first, second] = await Promise.all(
    [one, other].map(async (each) => sharp(each).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  if (first === undefined || second === undefined) throw new Error('two pictures are needed');
  if (first.info.width !== second.info.width || first.info.height !== second.info.height) throw new Error('the sizes differ');
  const start = first.info.width * 3 * Math.ceil(first.info.height * 0.2);
  const end = first.info.width * 3 * first.info.height;
  let sum = 0;
  for (let index = start; index < end; index += 1) sum += Math.abs((first.data[index] ?? 0) - (second.data[index] ?? 0));
  return sum / (end - start);
}
