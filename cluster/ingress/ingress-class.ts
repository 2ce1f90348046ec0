import { CLASS_ANNOTATION, type Ingress, type IngressClass } from './ingress-objects.ts';

/** What the controller's flags say about classes. */
export interface ClassFlags {
  /** `--controller-class` */
  readonly controller: string;
  /** `--ingress-class`: what the annotation must say. */
  readonly annotationValue: string;
  /** `--watch-ingress-without-class` */
  readonly watchWithoutClass: boolean;
  /** `--ingress-class-by-name` */
  readonly byName: boolean;
}

export const CLASS_DEFAULTS: ClassFlags = {
  controller: 'k8s.io/ingress-nginx',
  annotationValue: 'nginx',
  watchWithoutClass: false,
  byName: false,
};

/** Whose Ingress it is: the name of the controller's own class, or why it is not its. */
export type ClassDecision = { readonly className: string } | { readonly error: string };

/** GetIngressClass in ingress-nginx's store: the annotation before the field. */
export function decideClass(
  ingress: Ingress,
  classes: ReadonlyMap<string, IngressClass>,
  flags: ClassFlags,
): ClassDecision {
  const annotation = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  if (annotation !== undefined && annotation !== '') {
    return annotation === flags.annotationValue
      ? { className: annotation }
      : { error: `ingress class annotation is not equal to the expected by Ingress Controller` };
  }
  const name = ingress.spec.ingressClassName;
  if (name === undefined) {
    return flags.watchWithoutClass ? { className: '_' } : { error: 'ingress does not contain a valid IngressClass' };
  }
  if (flags.byName && name === flags.annotationValue) return { className: name };
  const known = classes.get(name);
  // The local store holds the controller's own classes alone.
  if (known?.spec.controller !== flags.controller)
    return { error: `no object matching key ${JSON.stringify(name)} in local store` };
  return { className: name };
}
