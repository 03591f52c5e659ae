/** The XMP packet in a result: how it was made, for people, for other programs, and for the app itself. Pure. */
import type { ResultMark, WorkMark } from '../tasks.ts';

/** Our own properties; a result is known by them. */
export const NAMESPACE = 'http://darkslide.invalid/ns/1.0/';
const SOURCE_TYPES = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
const SIMULATED = 'Simulated: made by the local demo of Darkslide, not by the model that is named here.';
/** One JPEG segment holds 65,502 bytes of XMP; PNG keeps to the same. */
export const MOST_XMP_BYTES = 65_000;

/** The packet for a result. A prompt so long that it does not fit is cut, and ends in an ellipsis. */
export function xmpPacket(mark: ResultMark): string {
  const letters = Array.from(mark.prompt); // whole characters: half an emoji is no text
  let packet = writePacket(mark, mark.prompt);
  for (let kept = letters.length; Buffer.byteLength(packet) > MOST_XMP_BYTES && kept > 0;) {
    kept = Math.floor(kept * 0.8);
    packet = writePacket(mark, `${letters.slice(0, kept).join('')}…`);
  }
  return packet;
}

function writePacket(mark: ResultMark, prompt: string): string {
  const facts: (readonly [string, string])[] = [
    ['Iptc4xmpExt:DigitalSourceType', SOURCE_TYPES + sourceType(mark)],
    ['darkslide:Recipe', mark.recipe],
    ['darkslide:Model', mark.model],
    ['darkslide:Prompt', prompt],
    ['darkslide:Simulated', mark.simulated ? 'True' : 'False'],
  ];
  if (mark.strength !== null) facts.push(['darkslide:Strength', String(mark.strength)]);
  if (mark.originalHash !== null) facts.push(['darkslide:OriginalSHA256', mark.originalHash]);
  if (mark.work !== null) facts.push(...workFacts(mark.work));
  const elements = facts.map(([name, value]) => `   <${name}>${escapeXml(value)}</${name}>`);
  if (mark.simulated)
    elements.push(`   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">${SIMULATED}</rdf:li></rdf:Alt></dc:description>`);
  return [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '  <rdf:Description rdf:about=""',
    '    xmlns:dc="http://purl.org/dc/elements/1.1/"',
    '    xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
    '    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    `    xmlns:darkslide="${NAMESPACE}"`,
    '    xmp:CreatorTool="Darkslide">',
    ...elements,
    '  </rdf:Description>',
    ' </rdf:RDF>',
    '</x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n');
}

function workFacts(work: WorkMark): (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = [
    ['darkslide:Identity', work.identity],
    ['darkslide:PixelSHA256', work.pixelHashes.join(' ')],
    ['darkslide:Backend', work.backend],
    ['darkslide:Parameters', JSON.stringify(work.parameters)],
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

/** XML allows no control characters, not even escaped. */
function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
