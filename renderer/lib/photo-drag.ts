/** A photo of the grid dragged inside the window: its id travels under a type of our own, so that nothing else takes it. */
import { photoIdSchema, type PhotoId } from '../../electron/contract/ids.ts';

const TYPE = 'application/x-darkslide-photo';

/** Puts a photo into a drag that begins. */
export function startPhotoDrag(data: DataTransfer, photoId: PhotoId): void {
  data.setData(TYPE, String(photoId));
  data.effectAllowed = 'copy';
}

/** True while one of our photos is dragged; which one is known only at the drop. */
export function isPhotoDrag(data: DataTransfer): boolean {
  return data.types.includes(TYPE);
}

/** The dropped photo; null where something else was dropped. */
export function draggedPhoto(data: DataTransfer): PhotoId | null {
  const text = data.getData(TYPE);
  const id = text === '' ? null : photoIdSchema.safeParse(Number(text));
  return id?.success === true ? id.data : null;
}
