/** The six models over real HTTP: what comes back is a picture, of the right size and format, made from what was sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { markArea } from '../../../electron/simulator/mark.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { bytesOf, difference, KEY, picture, post, TURBO, turboBody } from './client.ts';

let simulator: Simulator;
let photo: Buffer;

beforeAll(async () => {
  simulator = await startSimulator({ latencyMs: 0, startBalanceUsd: 100 });
  photo = await picture();
});
afterAll(async () => {
  await simulator.close();
});

const develop = async (more: Record<string, unknown>, image = photo): Promise<Buffer> => {
  const response = await post(`${simulator.url}/v1/${TURBO}`, turboBody(image, more));
  expect(
    response.status,
    await response
      .clone()
      .text()
      .then((text) => text.slice(0, 200)),
  ).toBe(200);
  return await bytesOf(response);
};

describe('the main model', () => {
  it('answers the documented client with a JPEG of the same size and the balance', async () => {
    const response = await fetch(`${simulator.url}/v1/${TURBO}`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        ...{ mode: 'image-to-image', image: photo.toString('base64'), prompt: 'a quiet harbour' },
        ...{ strength: 0.6, output_format: 'jpeg', base64: false },
      }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    const remaining = Number(response.headers.get('x-remaining-credits'));
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThan(100);
    expect(response.headers.get('x-cost')).toBe('0.08');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(response.headers.get('x-generation-time'))).toBeGreaterThan(0);
    expect(response.headers.get('x-seed-value')).toMatch(/^\d+$/);
    const result = await bytesOf(response);
    expect(result.length).toBeGreaterThan(500);
    const { format, width, height } = await sharp(result).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 240, height: 160 });
    await sharp(result).raw().toBuffer();
  });

  it('gives the photo back at strength 0, a visibly other one at 0.6, and the most at 1', async () => {
    const [none, some, most] = await Promise.all([
      develop({ strength: 0 }),
      develop({ strength: 0.6 }),
      develop({ strength: 1 }),
    ]);
    expect(await difference(photo, none)).toBeLessThan(2);
    const atSixty = await difference(photo, some);
    expect(atSixty).toBeGreaterThan(12);
    expect(await difference(photo, most)).toBeGreaterThan(atSixty);
  });

  it('uses the documented default strength of 1 where none is sent', async () => {
    expect(await difference(await develop({ strength: undefined }), await develop({ strength: 1 }))).toBe(0);
  });

  it('gives the same picture for the same prompt and another for another', async () => {
    const [one, again, other] = await Promise.all([develop({}), develop({}), develop({ prompt: 'winter, cold' })]);
    expect(one.equals(again)).toBe(true);
    expect(await difference(one, other)).toBeGreaterThan(5);
  });

  it('makes every look different from the photo', async () => {
    for (const prompt of ['golden evening', 'winter snow', 'teal', 'black and white', 'mist', 'night', 'film', 'a plain wish']) {
      expect(await difference(photo, await develop({ prompt })), prompt).toBeGreaterThan(4);
    }
  });

  it('writes the mark in the corner, also at strength 0', async () => {
    const result = await develop({ strength: 0, output_format: 'png' });
    const area = markArea(240, 160);
    const corner = await sharp(await sharp(result).extract(area).png().toBuffer()).stats();
    const before = await sharp(await sharp(photo).extract(area).png().toBuffer()).stats();
    // Dark ground and white letters: a wider spread, and darker and brighter places than the photo has there.
    expect(corner.channels[1]?.stdev).toBeGreaterThan((before.channels[1]?.stdev ?? 0) + 15);
    expect(corner.channels[1]?.max).toBeGreaterThan(200);
    expect(corner.channels[1]?.min).toBeLessThan(before.channels[1]?.min ?? 0);
  });

  it('sends PNG where PNG is asked for, and base64 JSON where that is', async () => {
    const png = await develop({ output_format: 'png' });
    expect((await sharp(png).metadata()).format).toBe('png');
    const response = await post(`${simulator.url}/v1/${TURBO}`, turboBody(photo, { base64: true }));
    expect(response.headers.get('content-type')).toBe('application/json');
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({ status: 'Success' });
    const { image } = answer as { image: string }; // matched above
    expect((await sharp(Buffer.from(image, 'base64')).metadata()).format).toBe('jpeg');
  });

  it('takes PNG with alpha, grey and 16-bit pictures, and follows no orientation tag, as the models do not', async () => {
    const alpha = await sharp({
      create: { width: 80, height: 70, channels: 4, background: { r: 200, g: 60, b: 20, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const grey = await sharp(photo).greyscale().png().toBuffer();
    const deep = await sharp(photo).toColourspace('rgb16').png().toBuffer();
    const turned = await sharp(photo).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    for (const [image, width, height] of [
      [alpha, 80, 70],
      [grey, 240, 160],
      [deep, 240, 160],
      [turned, 240, 160],
    ] as const) {
      const found = await sharp(await develop({}, image)).metadata();
      expect([found.width, found.height]).toEqual([width, height]);
      expect(found.orientation ?? 1).toBe(1);
    }
    // The ledger tells that this upload was not clean.
    expect(simulator.requests().at(-1)?.pictures[0]?.metadata).toContain('exif');
  });
});

describe('the other models', () => {
  const run = async (slug: string, body: Record<string, unknown>): Promise<{ result: Buffer; response: Response }> => {
    const response = await post(`${simulator.url}/v1/${slug}`, body);
    expect(response.status, slug).toBe(200);
    return { result: await bytesOf(response), response };
  };
  const sizeOf = async (bytes: Buffer): Promise<unknown> => {
    const { width, height, format } = await sharp(bytes).metadata();
    return { width, height, format };
  };

  it('sd3-med-img2img develops too, with a seed that makes a difference', async () => {
    const body = {
      image: photo.toString('base64'),
      prompt: 'a wish',
      negative_prompt: 'noise',
      seed: 4,
      num_inference_steps: 20,
      guidance_scale: 5,
      base64: false,
    };
    const { result, response } = await run('sd3-med-img2img', body);
    expect(response.headers.get('x-seed-value')).toBe('4');
    expect(response.headers.get('x-cost')).toBe('0.0076');
    expect(await sizeOf(result)).toEqual({ width: 240, height: 160, format: 'jpeg' });
    const other = await run('sd3-med-img2img', { ...body, seed: 5 });
    expect(await difference(result, other.result)).toBeGreaterThan(0.2);
  });

  it('sdxl1.0-txt2img paints at the size asked for, another picture for another prompt; samples are charged each', async () => {
    const body = { prompt: 'mountains at dusk', img_width: 640, img_height: 512, base64: false };
    const { result } = await run('sdxl1.0-txt2img', body);
    expect(await sizeOf(result)).toEqual({ width: 640, height: 512, format: 'jpeg' });
    const other = await run('sdxl1.0-txt2img', { ...body, prompt: 'a lake in winter' });
    expect(await difference(result, other.result)).toBeGreaterThan(8);
    const two = await run('sdxl1.0-txt2img', { ...body, samples: 2, base64: true });
    expect(two.response.headers.get('x-cost')).toBe('0.016');
    const { image } = JSON.parse(two.result.toString()) as { image: string[] }; // asserted below
    expect(image).toHaveLength(2);
    expect(image[0]).not.toBe(image[1]);
  });

  it('fooocus reads its size from one field', async () => {
    const { result } = await run('fooocus', { prompt: 'a castle', aspect_ratio: '704*512', seed: -1 });
    expect(await sizeOf(result)).toEqual({ width: 704, height: 512, format: 'jpeg' });
  });

  it('codeformer sharpens, and enlarges by its scale', async () => {
    const soft = await sharp(photo).blur(2).jpeg({ quality: 95 }).toBuffer();
    const { result } = await run('codeformer', { image: soft.toString('base64'), fidelity: 0.5 });
    expect(await sizeOf(result)).toEqual({ width: 240, height: 160, format: 'jpeg' });
    expect(await difference(soft, result)).toBeGreaterThan(0.5);
    const twice = await run('codeformer', { image: soft.toString('base64'), scale: 2 });
    expect(await sizeOf(twice.result)).toEqual({ width: 480, height: 320, format: 'jpeg' });
  });

  it('sd2.1-faceswapper shows both pictures at the size of the target', async () => {
    const face = await sharp({ create: { width: 120, height: 120, channels: 3, background: '#d02020' } })
      .png()
      .toBuffer();
    const body = { input_face_image: face.toString('base64'), target_face_image: photo.toString('base64'), file_type: 'png' };
    const { result } = await run('sd2.1-faceswapper', body);
    expect(await sizeOf(result)).toEqual({ width: 240, height: 160, format: 'png' });
    const colourAt = async (bytes: Buffer, left: number, top: number): Promise<number[]> => {
      const cut = await sharp(bytes).extract({ left, top, width: 10, height: 10 }).png().toBuffer();
      return (await sharp(cut).stats()).channels.map(({ mean }) => mean);
    };
    const moved = async (left: number, top: number): Promise<number> => {
      const [before, after] = [await colourAt(photo, left, top), await colourAt(result, left, top)];
      return Math.max(...before.map((value, channel) => Math.abs(value - (after[channel] ?? 0))));
    };
    expect(await moved(112, 66)).toBeGreaterThan(25);
    expect(await moved(4, 4)).toBeLessThan(3);
  });
});
