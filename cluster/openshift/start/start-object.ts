import type { NewObject } from '../../client/client.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';

/** An object that a cluster has from the start, and where it is created. */
export interface StartObject {
  readonly path: string;
  readonly object: NewObject<KubernetesObject>;
}

/** PEM texts. */
export interface StartCertificates {
  /** Of `*.apps.DOMAIN`, and the authority that signed it. */
  readonly router: { readonly certificate: string; readonly key: string };
  readonly routerAuthority: string;
  /** Of `console.openshift-console.svc`, signed by the services' authority. */
  readonly console: { readonly certificate: string; readonly key: string };
  readonly serviceAuthority: string;
}
