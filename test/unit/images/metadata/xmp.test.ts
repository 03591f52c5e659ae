/** The mark in a result says how it was made, in well-formed XML that fits its segment. */
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import type { ResultMark } from '../../../../electron/images/tasks.ts';
import { MOST_XMP_BYTES, xmpPacket } from '../../../../electron/images/metadata/xmp.ts';

const mark: ResultMark = {
  recipe: 'Autumn & fog',
  model: 'stable-diffusion-3-turbo-img2img',
  prompt: 'a "quiet" lake <at dawn> & birds\u0000\u0007',
  strength: 0.6,
  originalHash: 'ab'.repeat(32),
  simulated: false,
  work: null,
};

function parse(packet: string): (name: string) => string | null {
  const page = new DOMParser({
    onError: (_, message) => {
      throw new Error(message);
    },
  }).parseFromString(packet.replace(/^<\?xpacket[^>]*\?>|<\?xpacket[^>]*\?>$/g, '').trim(), 'application/xml');
  return (name) => page.getElementsByTagName(name)[0]?.textContent ?? null;
}

describe('xmpPacket', () => {
  it('names recipe, model, prompt, strength, original and source type', () => {
    const read = parse(xmpPacket(mark).text);
    expect(read('darkslide:Recipe')).toBe('Autumn & fog');
    expect(read('darkslide:Model')).toBe(mark.model);
    expect(read('darkslide:Prompt')).toBe('a "quiet" lake <at dawn> & birds');
    expect(read('darkslide:Strength')).toBe('0.6');
    expect(read('darkslide:OriginalSHA256')).toBe(mark.originalHash);
    expect(read('Iptc4xmpExt:DigitalSourceType')).toBe(
      'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
    );
    expect(read('dc:description')).toBeNull();
  });

  it('says simulated, and claims no trained model then', () => {
    const packet = xmpPacket({ ...mark, simulated: true, strength: null, originalHash: null }).text;
    const read = parse(packet);
    expect(read('dc:description')).toMatch(/^Simulated: /);
    expect(read('darkslide:Simulated')).toBe('True');
    expect(read('Iptc4xmpExt:DigitalSourceType')).toMatch(/algorithmicallyEnhanced$/);
    expect(packet).not.toContain('TrainedAlgorithmicMedia');
    expect(read('darkslide:Strength')).toBeNull();
  });

  it('cuts a prompt that does not fit', () => {
    const packet = xmpPacket({ ...mark, prompt: '&😀'.repeat(10_000) }).text;
    expect(Buffer.byteLength(packet)).toBeLessThanOrEqual(MOST_XMP_BYTES);
    expect(parse(packet)('darkslide:Prompt')).toMatch(/^&😀.*…$/u);
  });
});
