/** The service's own words out of an error body: it has at least five shapes for them, and HTML pages. Pure. */

export interface ErrorText {
  /** One clean line to show; null: nothing readable. */
  readonly message: string | null;
  /** Message, type and code together, for matching; never longer than 2000 characters. */
  readonly words: string;
}

const SHOWN = 240;
const MATCHED = 2000;
const nothing: ErrorText = { message: null, words: '' };

/**
 * Reads `{error: "…"}`, `{error: {message, type, code}}`, `{message}`, `{"html-message"}`, `{detail: "…" | [{msg}]}` and plain text.
 * @param key - the API key, which never comes out even if the service repeats it
 */
export function readErrorText(body: string, key: string): ErrorText {
  const text = body.trim();
  if (text === '' || text.startsWith('<')) return nothing;
  const parts = text.startsWith('{') || text.startsWith('[') || text.startsWith('"') ? jsonParts(text) : [text];
  const clean = parts.map((part) => cleanLine(part, key)).filter((part) => part !== '');
  const message = clean[0];
  if (message === undefined) return nothing;
  const shown = message.length > SHOWN ? `${message.slice(0, SHOWN)}…` : message;
  return { message: /[.!?…]$/.test(shown) ? shown : `${shown}.`, words: clean.join(' ').slice(0, MATCHED) };
}

/** The error inside an answer that says 200; null: it is no error. `error: null`, `false` and "" are none. */
export function errorInside(value: unknown): string | null {
  if (!isRecord(value)) return null;
  const error = value['error'] ?? value['errors'];
  if (error === undefined || error === null || error === false || error === '') return null;
  if (Array.isArray(error) && error.length === 0) return null;
  return JSON.stringify(value);
}

/** An object with string keys, as JSON gives it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON, or undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown; // JSON.parse says any
  } catch {
    return undefined;
  }
}

function jsonParts(text: string): string[] {
  const value = parseJson(text);
  // A cut-off body is no JSON any more, yet its beginning may hold the reason.
  if (value === undefined) return [/"(?:error|message|html-message|detail)"\s*:\s*"([^"]*)/.exec(text)?.[1] ?? ''];
  return partsOf(value, 0);
}

/** The readable texts of a value, the one to show first. */
function partsOf(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (depth > 4) return [];
  if (Array.isArray(value)) return value.slice(0, 5).flatMap((item) => partsOf(item, depth + 1));
  if (!isRecord(value)) return [];
  const fields = ['error', 'errors', 'message', 'msg', 'html-message', 'detail', 'type', 'code', 'reason'];
  return fields.flatMap((field) => partsOf(value[field], depth + 1));
}

function cleanLine(text: string, key: string): string {
  const short = text.slice(0, MATCHED * 2);
  const safe = key === '' ? short : short.replaceAll(key, '[key]');
  return (
    safe
      .replace(/<[^<>]*>/g, ' ')
      // Control and direction characters could disguise what a line says.
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  );
}
