/** See ground.mjs. */
export function copyProgram(folder: string, transport: 'v1' | 'v2'): string;
