import type * as networking from 'kubernetes-types/networking/v1.js';
import type { TypedResource } from '../client/client.ts';
import type { Stored, StoredInNamespace } from '../client/objects.ts';

export type Ingress = StoredInNamespace<networking.Ingress>;
export type IngressClass = Stored<networking.IngressClass>;

/** Deprecated since the field ingressClassName, and still read first. */
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export const INGRESSES: TypedResource<Ingress> = Object.freeze({
  group: 'networking.k8s.io',
  version: 'v1',
  resource: 'ingresses',
});
export const INGRESS_CLASSES: TypedResource<IngressClass> = Object.freeze({
  group: 'networking.k8s.io',
  version: 'v1',
  resource: 'ingressclasses',
});
