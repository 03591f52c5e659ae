/** Most paths in one call: of more that were dropped at once the preload makes several. */
export const PATHS_AT_ONCE = 10_000;
