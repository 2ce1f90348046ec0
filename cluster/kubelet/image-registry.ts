import type { Image, ImageRegistry } from './image.ts';
import { parseImageReference } from './image-reference.ts';

/**
 * A registry of the given images; those of one repository are told apart by their tags. Share one between all clusters
 * whose images are the same.
 */
export function createImageRegistry(images: readonly Image[]): ImageRegistry {
  const byRepository = new Map<string, Image[]>();
  for (const image of images)
    byRepository.set(image.repository, [...(byRepository.get(image.repository) ?? []), image]);
  return {
    find: (text) => {
      const reference = parseImageReference(text);
      const variants = reference && byRepository.get(reference.repository);
      return variants?.find((image) => tagExists(image, reference?.tag));
    },
  };
}

function tagExists({ tags }: Image, tag: string | undefined): boolean {
  if (!tag || !tags) return true;
  return tags instanceof RegExp ? tags.test(tag) : tags.includes(tag);
}
