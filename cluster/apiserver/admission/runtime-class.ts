import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { equalLists, resourceListOf } from '../../machinery/quota/resource-list.ts';
import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission-plugin.ts';
import { forbidden } from './forbidden.ts';

/** A pod takes over the needs and the place of its runtime class (plugin/pkg/admission/runtimeclass). */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  mutate(attributes, server) {
    const spec = newPodSpec(attributes);
    const found = spec && classOf(attributes, server, spec);
    if (!found) return;
    const fixed = overheadOf(found);
    if (fixed) {
      const own = resourceListOf(spec.overhead);
      if (Object.keys(own).length > 0 && !equalLists(own, resourceListOf(fixed))) throw otherOverhead(attributes);
      spec.overhead = { ...fixed };
    }
    if (isMap(found.scheduling)) schedule(attributes, spec, found.scheduling);
  },
  validate(attributes, server) {
    const spec = newPodSpec(attributes);
    if (!spec) return;
    const found = classOf(attributes, server, spec);
    const fixed = found && overheadOf(found);
    if (!fixed && spec.overhead !== undefined) {
      throw forbidden(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
    }
    if (fixed && !equalLists(resourceListOf(spec.overhead), resourceListOf(fixed))) throw otherOverhead(attributes);
  },
};

function newPodSpec({ operation, request, object }: AdmissionAttributes): Record<string, unknown> | null {
  const { group, plural } = request.definition;
  if (operation !== 'CREATE' || group !== '' || plural !== 'pods' || request.subresource !== '') return null;
  return isMap(object?.spec) ? object.spec : null;
}

function classOf(attributes: AdmissionAttributes, server: ServerState, spec: Record<string, unknown>) {
  const name = spec.runtimeClassName;
  if (typeof name !== 'string') return undefined;
  const found = server.store.get({ resource: 'node.k8s.io/runtimeclasses', namespace: '', name });
  if (!found) throw forbidden(attributes, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  return found;
}

function overheadOf({ overhead }: KubernetesObject): Record<string, unknown> | undefined {
  return isMap(overhead) && isMap(overhead.podFixed) ? overhead.podFixed : undefined;
}

function otherOverhead(attributes: AdmissionAttributes) {
  return forbidden(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
}

function schedule(
  attributes: AdmissionAttributes,
  spec: Record<string, unknown>,
  { nodeSelector, tolerations }: Record<string, unknown>,
): void {
  const own = isMap(spec.nodeSelector) ? spec.nodeSelector : {};
  const wanted = isMap(nodeSelector) ? nodeSelector : {};
  for (const [key, value] of Object.entries(wanted)) {
    if (own[key] === undefined || own[key] === value) continue;
    throw forbidden(
      attributes,
      `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`,
    );
  }
  if (Object.keys(wanted).length > 0) spec.nodeSelector = { ...own, ...wanted };
  if (!Array.isArray(tolerations) || tolerations.length === 0) return;
  const present = Array.isArray(spec.tolerations) ? spec.tolerations : [];
  const known = new Set(present.map((toleration) => JSON.stringify(toleration)));
  spec.tolerations = [...present, ...tolerations.filter((toleration) => !known.has(JSON.stringify(toleration)))];
}
