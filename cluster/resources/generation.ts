import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { MutableObject } from './resource-definition.ts';
import { same } from './same.ts';

/** What most strategies do with `status` and `generation`. Source: pkg/registry/apps/…/strategy.go. */
export const workloadStrategy = {
  prepareForCreate(object: MutableObject): void {
    object['status'] = {};
    object.metadata['generation'] = 1;
  },
  prepareForUpdate(object: MutableObject, old: KubernetesObject): void {
    keep(object, old, 'status');
    bumpGeneration(object, old);
  },
  prepareForStatusUpdate(object: MutableObject, old: KubernetesObject): void {
    keep(object, old, 'spec');
  },
};

/** The generation counts the changes of what the user wants. */
export function bumpGeneration(object: MutableObject, old: KubernetesObject, alsoAnnotations = false): void {
  const annotationsChanged = alsoAnnotations && !same(object.metadata['annotations'], old.metadata.annotations);
  const generation = old.metadata.generation ?? 0;
  const next = !same(object['spec'], old['spec']) || annotationsChanged ? generation + 1 : generation;
  if (next > 0) object.metadata['generation'] = next;
}

/** The generation of an object whose wish is `unchanged` or not, where that is no `spec`. */
export function bumpedGeneration(old: KubernetesObject, unchanged: boolean): number {
  return (old.metadata.generation ?? 0) + (unchanged ? 0 : 1);
}

/** Takes a top-level field back from the old object. */
export function keep(object: MutableObject, old: KubernetesObject, field: string): void {
  if (old[field] === undefined) delete object[field];
  else object[field] = old[field];
}
