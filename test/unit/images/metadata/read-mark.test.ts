/** A result is known by its mark, whoever wrote its packet last; and nothing in a packet makes the reader fail. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMark } from '../../../../electron/images/metadata/read-mark.ts';
import type { ResultMark } from '../../../../electron/images/tasks.ts';
import { xmpPacket } from '../../../../electron/images/metadata/xmp.ts';

const mark: ResultMark = {
  recipe: 'Autumn & fog',
  model: 'stable-diffusion-3-turbo-img2img',
  prompt: 'a "quiet" lake <at dawn> & birds 😀',
  strength: 0.6,
  originalHash: 'ab'.repeat(32),
  originalName: 'Fog & "sea".jpg',
  app: '0.1.0',
  simulated: false,
  work: {
    identity: 'cd'.repeat(32),
    pixelHashes: ['ef'.repeat(32), '01'.repeat(32)],
    backend: 'segmind',
    parameters: { strength: 0.6, base64: false, mode: 'image-to-image' },
    longSide: 1536,
    variant: 2,
    costUsd: 0.0076,
    sentAt: Date.UTC(2026, 10, 26, 23, 59, 59, 250),
    requestId: 'r-1',
    job: 4711,
  },
};
const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('readMark', () => {
  it('reads back what was written', () => {
    expect(readMark(bytes(xmpPacket(mark).text))).toEqual(mark);
    expect(readMark(bytes(xmpPacket({ ...mark, work: null, strength: null, originalHash: null, simulated: true }).text))).toEqual(
      {
        ...mark,
        work: null,
        strength: null,
        originalHash: null,
        simulated: true,
      },
    );
  });

  it('reads it from attributes, under another prefix, in other escapes and in UTF-16', () => {
    const text = `<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
      <rdf:Description rdf:about='' xmlns:ns1='http://darkslide.invalid/ns/1.0/' ns1:Model="m" ns1:Recipe='Gr&#252;n &#x26; &apos;hell&apos;'/>
      <rdf:Description rdf:about='' xmlns:ns1='http://darkslide.invalid/ns/1.0/' ns1:Simulated='True'/></rdf:RDF></x:xmpmeta>`;
    const read = { recipe: "Grün & 'hell'", model: 'm', simulated: true, work: null };
    expect(readMark(bytes(text))).toMatchObject(read);
    expect(readMark(Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]))).toMatchObject(read);
  });

  it('is null for the packets of others, our words under a foreign namespace among them', () => {
    expect(readMark(undefined)).toBeNull();
    expect(readMark(bytes('<x xmlns:darkslide="http://elsewhere/" darkslide:Model="m" darkslide:Recipe="r"/>'))).toBeNull();
    expect(readMark(bytes('<dc:description>made with http://darkslide.invalid/ns/1.0/</dc:description>'))).toBeNull();
  });

  it('never throws and never takes long, whatever is in the packet', () => {
    const parts = fc.constantFrom(
      'xmlns:d="http://darkslide.invalid/ns/1.0/" ',
      '<d:Model>',
      '</d:Model>',
      'd:Recipe="',
      '"',
      '&#x110000;',
      '&amp;',
      '<',
      'x',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 60 }), (texts) => {
        readMark(bytes(texts.join('')));
      }),
    );
    readMark(bytes(`xmlns:d="http://darkslide.invalid/ns/1.0/" ${'<d:A '.repeat(200_000)}`));
    readMark(bytes(`xmlns:d="http://darkslide.invalid/ns/1.0/" ${'<d:A>&#x41;'.repeat(100_000)}`));
  });
});
