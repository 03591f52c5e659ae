/** Dragging results into other programs: started within the gesture, so nothing here may wait. */
import { nativeImage, type NativeImage, type WebContents } from 'electron';

/** Longest side of the picture under the pointer, pixels. */
const ICON_SIDE = 96;

/** Starts the drag. `thumbFile` may not exist; then a plain grey card is dragged. */
export function dragOut(contents: WebContents, paths: readonly string[], thumbFile: string): void {
  const [first] = paths;
  if (first === undefined) return;
  contents.startDrag({ file: first, files: [...paths], icon: iconFrom(thumbFile) });
}

function iconFrom(thumbFile: string): NativeImage {
  const thumb = nativeImage.createFromPath(thumbFile); // reads at once; empty where there is no such file
  if (thumb.isEmpty()) return greyCard();
  const { width, height } = thumb.getSize();
  return width >= height ? thumb.resize({ width: ICON_SIDE }) : thumb.resize({ height: ICON_SIDE });
}

function greyCard(): NativeImage {
  const size = { width: ICON_SIDE, height: 64 };
  const pixels = Buffer.alloc(size.width * size.height * 4, 0x6e);
  for (let alpha = 3; alpha < pixels.length; alpha += 4) pixels[alpha] = 0xff;
  return nativeImage.createFromBitmap(pixels, size);
}
