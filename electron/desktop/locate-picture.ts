/** Finds the file behind a picture's address. */
import { photoIdSchema, resultIdSchema } from '../contract/ids.ts';
import type { Library, Located } from '../library/library.ts';

/** A photo whose picture is asked for is in sight: it is looked into before others. */
export function createLocate(
  library: Pick<Library, 'locatePhoto' | 'locateResult' | 'showFirst'>,
): (type: 'photo' | 'result', id: number) => Located | null {
  return (type, id) => {
    if (type === 'result') return library.locateResult(resultIdSchema.parse(id));
    const photoId = photoIdSchema.parse(id);
    library.showFirst([photoId]);
    return library.locatePhoto(photoId);
  };
}
