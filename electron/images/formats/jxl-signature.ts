/** How JPEG XL files begin. Pure. */

/** A picture without boxes begins so. */
const BARE = [0xff, 0x0a] as const;
/** The first box of the others, whole. */
const BOXED = [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20, 0x0d, 0x0a, 0x87, 0x0a] as const;
/** By the first bytes of a file. */
export function isJxl(head: Uint8Array): boolean {
  return isBareJxl(head) || startsWith(head, BOXED);
}

/** True where the picture stands there alone. */
export function isBareJxl(head: Uint8Array): boolean {
  return startsWith(head, BARE);
}

function startsWith(head: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((value, index) => head[index] === value);
}
