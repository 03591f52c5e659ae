/** Takes keys out of a text before it is written or crosses to the page. */

/** Knows every key that was in memory since the start, also those that were only tested or have been removed. */
export interface Redactor {
  /** From now on this text is taken out wherever it stands. */
  readonly hide: (secret: string) => void;
  readonly clean: (text: string) => string;
}

/** A redactor that knows no key yet; anything shaped like one is taken out all the same. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    hide: (secret) => {
      secrets.add(secret);
    },
    clean: (text) => redact(text, [...secrets]),
  };
}

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
