/** What TypeScript needs to know of cache-folder.mjs. */

export declare function cacheFolder(): string;
