/** The XMP packet in a result: how it was made, for people, for other programs, and for the app itself; and what its original says. Pure. */
import { CARRY_ALL, type Carried } from '../../contract/carried.ts';
import type { ResultMark, WorkMark } from '../tasks.ts';
import { noXmp, type CarriedXmp, type XmpProperty } from './carry/carry-xmp.ts';
import { DUBLIN_CORE } from './carry/xmp-groups.ts';
import { escapeXml, NAMESPACE } from './xmp-text.ts';

const SOURCE_TYPES = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
const SIMULATED = 'Simulated: made by the local demo of Darkslide, not by the model that is named here.';
/** One JPEG segment holds 65,502 bytes of XMP; PNG keeps to the same. */
export const MOST_XMP_BYTES = 65_000;

export interface Packet {
  readonly text: string;
  /** Properties of the original that there is no room for. */
  readonly tooMany: number;
}

/**
 * The packet for a result. A prompt so long that it does not fit is cut, and ends in an ellipsis; what the original says comes behind the mark, as
 * far as there is room.
 */
export function xmpPacket(mark: ResultMark, original: CarriedXmp = noXmp, carried: Carried = CARRY_ALL): Packet {
  const own = ownPacket(mark, carried.prompt);
  const properties: XmpProperty[] = [];
  let room = MOST_XMP_BYTES - Buffer.byteLength(own('', mark.prompt).join('\n'));
  const frame = [...original.namespaces].reduce((sum, [prefix, uri]) => sum + prefix.length + uri.length + 20, 100);
  room -= original.properties.length === 0 ? 0 : frame;
  for (const property of original.properties) {
    const size = Buffer.byteLength(property.xml) + 4;
    if (size > room) continue;
    room -= size;
    properties.push(property);
  }
  const description = properties.find(isDescription);
  const others = properties.filter((property) => property !== description || !mark.simulated);
  const letters = Array.from(mark.prompt); // whole characters: half an emoji is no text
  const write = (prompt: string): string =>
    [...own(description?.xml ?? '', prompt), ...ofOriginal(others, original.namespaces), ...tail].join('\n');
  let text = write(mark.prompt);
  for (let kept = letters.length; Buffer.byteLength(text) > MOST_XMP_BYTES && kept > 0;) {
    kept = Math.floor(kept * 0.8);
    text = write(`${letters.slice(0, kept).join('')}…`);
  }
  return { text, tooMany: original.properties.length - properties.length };
}

const tail = [' </rdf:RDF>', '</x:xmpmeta>', '<?xpacket end="r"?>'];

/** Lines with what is ours, from the packet's beginning: whoever looks for the mark finds ours first. */
function ownPacket(mark: ResultMark, saysPrompt: boolean): (description: string, prompt: string) => string[] {
  return (description, prompt) => {
    const facts: (readonly [string, string])[] = [
      ['Iptc4xmpExt:DigitalSourceType', SOURCE_TYPES + sourceType(mark)],
      ...(mark.simulated ? [] : systemFacts(mark, saysPrompt ? prompt : '')),
      ['darkslide:Recipe', mark.recipe],
      ['darkslide:Model', mark.model],
      ...(saysPrompt ? [['darkslide:Prompt', prompt] as const] : []),
      ['darkslide:Simulated', mark.simulated ? 'True' : 'False'],
    ];
    if (mark.app != null) facts.push(['darkslide:AppVersion', mark.app]);
    if (mark.strength !== null) facts.push(['darkslide:Strength', String(mark.strength)]);
    if (mark.originalName != null) facts.push(['darkslide:OriginalName', mark.originalName]);
    if (mark.originalHash !== null) facts.push(['darkslide:OriginalSHA256', mark.originalHash]);
    if (mark.work !== null) facts.push(...workFacts(mark.work, saysPrompt));
    const elements = facts.map(([name, value]) => `   <${name}>${escapeXml(value)}</${name}>`);
    if (mark.simulated) elements.push(`   ${simulatedDescription(description)}`);
    return [
      '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
      '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
      ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
      '  <rdf:Description rdf:about=""',
      '    xmlns:dc="http://purl.org/dc/elements/1.1/"',
      '    xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
      '    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
      `    xmlns:darkslide="${NAMESPACE}"`,
      `    xmp:CreatorTool="${escapeXml(mark.app == null ? 'Darkslide' : `Darkslide ${mark.app}`)}">`,
      ...elements,
      '  </rdf:Description>',
    ];
  };
}

/** The properties of the original, in a description of their own. */
function ofOriginal(properties: readonly XmpProperty[], namespaces: ReadonlyMap<string, string>): string[] {
  if (properties.length === 0) return [];
  const declared = [...namespaces].map(([prefix, uri]) => `    xmlns:${prefix}="${escapeXml(uri)}"`);
  const lines = properties.map(({ xml }) => `   ${xml}`);
  return ['  <rdf:Description rdf:about=""', `${declared.join('\n')}>`, ...lines, '  </rdf:Description>'];
}

/** What IPTC 2025.1 asks of a picture that a trained model had a part in. */
function systemFacts(mark: ResultMark, prompt: string): (readonly [string, string])[] {
  const system = ['Iptc4xmpExt:AISystemUsed', `Segmind ${mark.model}`] as const;
  return prompt === '' ? [system] : [system, ['Iptc4xmpExt:AIPromptInformation', prompt]];
}

function isDescription({ uri, name }: XmpProperty): boolean {
  return uri === DUBLIN_CORE && name === 'description';
}

/** The original's caption stays, and says first that the picture is simulated, in every language that it has. */
function simulatedDescription(original: string): string {
  if (/<rdf:li[ >]/.test(original)) return original.replace(/<rdf:li(?:\s[^<>]*)?>/g, (open) => `${open}${SIMULATED} `);
  return `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${SIMULATED}</rdf:li></rdf:Alt></dc:description>`;
}

function workFacts(work: WorkMark, saysPrompt: boolean): (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = [
    ['darkslide:Identity', work.identity],
    ['darkslide:PixelSHA256', work.pixelHashes.join(' ')],
    ['darkslide:Backend', work.backend],
    ['darkslide:Parameters', JSON.stringify(saysPrompt ? work.parameters : withoutPrompts(work.parameters))],
    ['darkslide:LongSide', String(work.longSide)],
    ['darkslide:Variant', String(work.variant)],
    ['darkslide:Job', String(work.job)],
  ];
  if (work.costUsd !== null) facts.push(['darkslide:CostUSD', String(work.costUsd)]);
  if (work.sentAt !== null) facts.push(['darkslide:SentAt', new Date(work.sentAt).toISOString()]);
  if (work.requestId !== null) facts.push(['darkslide:RequestId', work.requestId]);
  return facts;
}

/** IPTC's word for a photo changed by a trained model; the demo uses no trained model, so it must not claim one. */
function sourceType(mark: ResultMark): string {
  return mark.simulated ? 'algorithmicallyEnhanced' : 'compositeWithTrainedAlgorithmicMedia';
}

/** Models have more fields that hold words of a prompt: what is not to be in the picture. */
function withoutPrompts(parameters: WorkMark['parameters']): WorkMark['parameters'] {
  return Object.fromEntries(Object.entries(parameters).filter(([field]) => !/prompt/i.test(field)));
}
