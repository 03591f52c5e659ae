/** See after-pack.mjs; called by electron-builder, and by its test. */
export default function afterPack(context: {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: object;
}): Promise<void>;
