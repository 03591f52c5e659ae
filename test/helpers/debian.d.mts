/** What TypeScript needs to know of debian.mjs. */

/** Programs that read pictures without anything of ours. */
export declare const decoderPackages: readonly string[];

/** Installs what is missing where we may; a sentence about what stays missing, or null. Null too outside Debian. */
export declare function ensureDebianPackages(names?: readonly string[]): Promise<string | null>;
