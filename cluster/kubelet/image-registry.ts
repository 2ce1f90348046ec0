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
      return tagExists(image, reference.tag) ? image : undefined;
    },
  };
}

function tagExists({ tags }: Image, tag: string | undefined): boolean {
  if (!tag || !tags) return true;
  return tags instanceof RegExp ? tags.test(tag) : tags.includes(tag);
}
