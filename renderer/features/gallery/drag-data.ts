/** What a drag from outside carries, as far as a page may know before the drop. Pure. */

export interface DragLoad {
  readonly kind: 'files' | 'picture';
  readonly count: number;
  /** All say that they are pictures; folders and unknown formats do not. */
  readonly allPictures: boolean;
}

interface DragItem {
  readonly kind: string;
  readonly type: string;
}

/** Reads types and items of a drag; null where there is nothing for us (plain text, our own elements). */
export function readDrag(types: readonly string[], items: readonly DragItem[]): DragLoad | null {
  const files = items.filter((item) => item.kind === 'file');
  if (types.includes('Files')) {
    return {
      kind: 'files',
      count: Math.max(1, files.length),
      allPictures: files.length > 0 && files.every((item) => item.type.startsWith('image/')),
    };
  }
  const linked = types.includes('text/uri-list') || types.includes('text/html');
  return linked ? { kind: 'picture', count: 1, allPictures: true } : null;
}

/** The address of a picture dragged from a web page: of its <img>, else the one link; null where there is none we could fetch. */
export function draggedAddress(html: string, uriList: string): string | null {
  const source = /<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(html);
  const inPage = oneAddress(decodeEntities(source?.[1] ?? source?.[2] ?? source?.[3] ?? ''));
  if (inPage !== null) return inPage;
  const links = uriList.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return links.length === 1 ? oneAddress(links[0] ?? '') : null;
}

/** Exactly one https address, as it will be asked for; a page may write anything there: line breaks with paths behind them, files, shares. */
function oneAddress(text: string): string | null {
  if (!/^https:\/\/[^\s\p{Cc}\\]+$/u.test(text) || !URL.canParse(text)) return null;
  const { href, username, password } = new URL(text);
  return username === '' && password === '' ? href : null;
}

/** Addresses in HTML write & as &amp;. */
function decodeEntities(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&quot;', '"');
}

/** "6 photos", "this picture", "4 files and folders". */
export function loadWords(load: DragLoad): string {
  if (load.kind === 'picture') return 'this picture';
  if (load.allPictures) return load.count === 1 ? '1 photo' : `${String(load.count)} photos`;
  return load.count === 1 ? '1 file or folder' : `${String(load.count)} files and folders`;
}
