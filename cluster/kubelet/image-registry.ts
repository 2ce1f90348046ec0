import type { Image, ImageRegistry } from './image.ts';
import { parseImageReference } from './image-reference.ts';

/** A registry of the given images. Share one between all clusters whose images are the same. */
export function createImageRegistry(images: readonly Image[]): ImageRegistry {
  const byRepository = new Map(images.map((image) => [image.repository, image]));
  return {
    find: (text) => {
      const reference = parseImageReference(text);
      const image = reference && byRepository.get(reference.repository);
      if (!image) return undefined;
      const tagExists = !reference.tag || !image.tags || image.tags.includes(reference.tag);
      return tagExists ? image : undefined;
    },
  };
}
