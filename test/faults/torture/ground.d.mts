/** See ground.mjs. */
export function copyProgram(folder: string, transport: 'v1' | 'v2'): string;
export const MODEL: string;
export function randomFrom(seed: number): () => number;
