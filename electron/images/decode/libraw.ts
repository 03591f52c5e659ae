/** As much of LibRaw's JavaScript interface as is used here; its own declarations are of a worker of browsers, which is left out. */

export interface LibrawWishes {
  readonly halfSize: boolean;
  readonly useCameraWb: boolean;
  /** 1: sRGB. */
  readonly outputColor: 1;
  readonly outputBps: 8;
}

/** One file; its memory is freed by `delete`, once. What fails in it throws a number. */
export interface LibrawPicture {
  open(bytes: Uint8Array, wishes: LibrawWishes): void;
  /** Places of the sensor, upright. Where all is told: pixels of the picture that will be made, as the sensor lay, and how it was held. */
  metadata(full: true): {
    readonly width: number;
    readonly height: number;
    readonly iwidth?: number;
    readonly iheight?: number;
    readonly flip: number;
  };
  imageData(): {
    readonly width: number;
    readonly height: number;
    readonly colors: number;
    readonly bits: number;
    readonly data: Uint8Array;
  } | null;
  delete(): void;
}

export interface Libraw {
  readonly LibRaw: new () => LibrawPicture;
}
type CreateLibraw = (given: {
  readonly wasmBinary: Uint8Array;
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}) => Promise<Libraw>;

let loaded: Promise<Libraw> | null = null;

/** The library, loaded once, when the first file needs it: it is over a megabyte of WebAssembly. */
export async function loadLibraw(): Promise<Libraw> {
  loaded ??= import('./libraw-package.ts').then(async ({ libraw, librawWasm }) => {
    const silent = (): void => undefined;
    // The package declares nothing for this entry; what is used of it is written down above and tried by the tests
    return await (libraw as CreateLibraw)({ wasmBinary: librawWasm, print: silent, printErr: silent });
  });
  return await loaded;
}
