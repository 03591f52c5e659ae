/** What files say about themselves, in a photographer's words. */
import { describe, expect, it } from 'vitest';
import type { ExpandedTags } from 'exifreader';
import { describeExposure, describePlace } from '../../../../electron/images/details.ts';
import { aboutOf, describeCamera, MOST_ABOUT } from '../../../../electron/images/metadata/about.ts';
import { countXmp, tagText } from '../../../../electron/images/metadata/metadata.ts';

/** Only the fields that are read; the library's types ask for every other one too. */
const tags = (exif: Record<string, unknown>): ExpandedTags => ({ exif });
const words = (description: string): { description: string } => ({ description });

describe('details in words', () => {
  it('names the maker once', () => {
    const camera = (make: string, model: string): string | null =>
      describeCamera(tags({ Make: words(make), Model: words(model) }));
    expect(camera('NIKON CORPORATION', 'NIKON D70')).toBe('NIKON D70');
    expect(camera('Apple', 'iPhone 4')).toBe('Apple iPhone 4');
    expect(camera('SAMSUNG            ', 'GT-I9000')).toBe('SAMSUNG GT-I9000');
    expect(describeCamera(tags({}))).toBeNull();
  });

  it('writes exposure as far as it is known', () => {
    const all = { ExposureTime: { value: [1, 125] }, FNumber: { value: [20, 10] }, ISOSpeedRatings: { value: 3200 } };
    expect(describeExposure(tags(all))).toBe('1/125 s, f/2.0, ISO 3200');
    expect(describeExposure(tags({ ExposureTime: { value: [25, 10] }, FNumber: { value: [110, 10] } }))).toBe('2.5 s, f/11');
    expect(describeExposure(tags({ ExposureTime: { value: [0, 0] } }))).toBeNull();
  });

  it('writes places by hemisphere, and none without a fix', () => {
    const at = (Latitude: number, Longitude: number): string | null => describePlace({ gps: { Latitude, Longitude } });
    expect(at(40.7612, -73.9776)).toBe('40.76° N, 73.98° W');
    expect(at(-33.86, 151.21)).toBe('33.86° S, 151.21° E');
    expect(at(0, 0)).toBeNull();
    expect(at(Number.NaN, 5)).toBeNull();
    expect(describePlace({})).toBeNull();
  });
});

describe('words to find a photo by', () => {
  const packet = (body: string): Uint8Array =>
    new TextEncoder().encode(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
        xmlns:d="http://purl.org/dc/elements/1.1/">${body}</rdf:Description></rdf:RDF></x:xmpmeta>`,
    );

  it('are camera, lens, title and keywords, whatever the namespace is called', () => {
    const about = aboutOf(
      tags({ Make: words('Apple'), Model: words('iPhone 4'), LensModel: words('Tele 100 mm'), ImageDescription: words(' ') }),
      packet(
        `<d:title><rdf:Alt><rdf:li xml:lang="x-default">Dawn &amp; dusk</rdf:li></rdf:Alt></d:title>
         <d:subject><rdf:Bag><rdf:li>Übersee</rdf:li><rdf:li/><rdf:li>harbour</rdf:li></rdf:Bag></d:subject>
         <d:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></d:creator>`,
      ),
    );
    expect(about).toBe('Apple iPhone 4\nTele 100 mm\nDawn & dusk\nÜbersee\nharbour');
  });

  it('are none where a file says nothing, and bounded where it says very much', () => {
    expect(aboutOf(tags({}), undefined)).toBeNull();
    expect(aboutOf(tags({}), packet('<d:subject>never closed'))).toBeNull();
    const many = Array.from({ length: 5_000 }, (_, index) => `<rdf:li>word ${String(index)}</rdf:li>`).join('');
    expect(aboutOf(tags({}), packet(`<d:subject><rdf:Bag>${many}</rdf:Bag></d:subject>`))).toHaveLength(MOST_ABOUT);
  });
});

describe('tagText', () => {
  it('cuts what cameras pad with', () => {
    expect(tagText(words('  DC-3Z     '))).toBe('DC-3Z');
    expect(tagText(words('Gemini\u0001\u0000rest'))).toBe('Gemini');
    expect(tagText(words('   '))).toBeNull();
  });
});

describe('countXmp', () => {
  it('counts properties, not their frame', () => {
    const packet =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about="" xmlns:xmp="u" xmp:Rating="3" xmp:Label="Red">' +
      '<dc:subject><rdf:Bag><rdf:li xml:lang="x">a</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>';
    expect(countXmp(packet)).toBe(3);
    expect(countXmp('')).toBe(0);
  });
});
