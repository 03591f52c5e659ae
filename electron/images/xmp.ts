/** The XMP packet in a result: how it was made, for people, for other programs, and for the app itself. Pure. */
import type { ResultMark } from './tasks.ts';

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
    '    xmlns:darkslide="http://darkslide.invalid/ns/1.0/"',
    '    xmp:CreatorTool="Darkslide">',
    ...elements,
    '  </rdf:Description>',
    ' </rdf:RDF>',
    '</x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n');
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
