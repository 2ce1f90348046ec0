import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import type { Steps } from '../steps.ts';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** What is about to happen (k8s.io/apiserver/pkg/admission/attributes.go). One value a request, seen by every plugin. */
export interface AdmissionAttributes {
  readonly operation: AdmissionOperation;
  /** Definition, subresource, namespace, user, dryRun; `warnings` may be added to. */
  readonly request: ResourceRequest;
  /** '' for a create with generateName: the name is made later. */
  readonly name: string;
  /** Of `object`: the definition's, or a subresource's own (Scale, Eviction, Binding, PodExecOptions). */
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  /** As it would be stored. Null for DELETE. May be changed, or replaced by another, while mutating; never later. */
  object: MutableObject | null;
  /** Null for CREATE and CONNECT. */
  readonly oldObject: KubernetesObject | null;
  /** Set by a webhook that changed the object: all mutating plugins are asked once more. */
  wantsReinvocation: boolean;
  /** This is that second round. */
  isReinvocation: boolean;
}

/** Refuses by throwing. A phase that may have to wait is a generator (see `Steps`). */
export interface AdmissionPlugin {
  readonly name: string;
  /** Before the server fills its own fields and validates. */
  mutate?(attributes: AdmissionAttributes, server: ServerState): Steps<void> | void;
  /** After validation, before the object is stored. */
  validate?(attributes: AdmissionAttributes, server: ServerState): Steps<void> | void;
}
