/** What TypeScript needs to know of e2e-ground.mjs. */

export interface Ground {
  /** Why no window can open here; null: one can. */
  readonly impossible: string | null;
  readonly notices: readonly string[];
  readonly keyring: boolean;
  readonly virtualScreen: boolean;
  readonly electron: string | null;
}

export interface Grounded {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly tidy: () => void;
}

export declare function prepareGround(): Promise<Ground>;
export declare function onGround(
  ground: Ground,
  program: string,
  args: readonly string[],
  how?: { readonly screen?: number },
): Grounded;
