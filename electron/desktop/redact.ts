/** Takes keys out of a text before it is written or crosses to the page. Pure. */

const HIDDEN = '[hidden]';

/** Every occurrence of the secrets, of anything shaped like a Segmind key and of authorization headers becomes "[hidden]". */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < 4) continue; // replacing a very short "key" would only garble the text
    for (const form of formsOf(secret)) clean = clean.replaceAll(form, HIDDEN);
  }
  return clean
    .replaceAll(/\bSG_[A-Za-z0-9]{6,}/g, HIDDEN)
    .replaceAll(/((?:x-api-key|authorization)["']?\s*[:=]\s*["']?(?:bearer\s+|basic\s+)?)[^\s"',;}]+/gi, `$1${HIDDEN}`);
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64];
}
