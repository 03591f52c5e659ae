/** Words by which a photo is found, as its file has them: camera and lens, title, description and keywords. Pure. */
import type { ExpandedTags } from 'exifreader';
import { tagText } from './metadata.ts';
import { readXmpTexts } from './xmp-properties.ts';

/** Characters that are kept: a hundred keywords fit. */
export const MOST_ABOUT = 2_000;

const DUBLIN_CORE = 'http://purl.org/dc/elements/1.1/';

/** One line for each; null: the file says nothing. */
export function aboutOf(tags: ExpandedTags, packet: Uint8Array | undefined): string | null {
  const texts = [
    describeCamera(tags),
    tagText(tags.exif?.LensModel),
    tagText(tags.exif?.ImageDescription),
    ...(packet === undefined ? [] : readXmpTexts(packet, DUBLIN_CORE, ['title', 'description', 'subject'])),
  ];
  const lines = [...new Set(texts.flatMap((text) => (text === null || text.trim() === '' ? [] : [text.trim()])))];
  return lines.length === 0 ? null : lines.join('\n').slice(0, MOST_ABOUT);
}

/** "NIKON D70", "Apple iPhone 4": the maker only where the model does not name it already. */
export function describeCamera(tags: ExpandedTags): string | null {
  const make = tagText(tags.exif?.Make);
  const model = tagText(tags.exif?.Model);
  if (make === null || model === null) return model ?? make;
  const [brand = make] = make.split(/[\s,]/);
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
}
