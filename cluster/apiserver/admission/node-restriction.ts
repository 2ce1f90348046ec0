import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { isMap, type JsonMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission-plugin.ts';
import { forbidden } from './forbidden.ts';
import { foreignLabels } from './node-labels.ts';

const USER = 'system:node:';
const MIRROR = 'kubernetes.io/config.mirror';

/**
 * A kubelet writes only what is its node's (plugin/pkg/admission/noderestriction). Asked of requests from the wire: the
 * cluster's own kubelets are trusted.
 */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  mutate(attributes, server) {
    const { user, fromWire, definition } = attributes.request;
    if (!fromWire || !user.name.startsWith(USER) || !user.groups.includes('system:nodes')) return;
    const node = user.name.slice(USER.length);
    const problem = problemOf(server, attributes, node, `${definition.plural}.${definition.group}`);
    if (problem) throw forbidden(attributes, problem);
  },
};

function problemOf(
  server: ServerState,
  attributes: AdmissionAttributes,
  node: string,
  resource: string,
): string | null {
  const { request, name } = attributes;
  switch (resource) {
    case 'pods.':
      return podProblem(server, attributes, node);
    case 'nodes.':
      return nodeProblem(attributes, node);
    case 'persistentvolumeclaims.':
      return request.subresource === 'status' ? null : 'may only update PVC status';
    case 'leases.coordination.k8s.io':
      if (request.namespace !== 'kube-node-lease') {
        return 'can only access leases in the "kube-node-lease" system namespace';
      }
      return name === node ? null : 'can only access node lease with the same name as the requesting node';
    case 'csinodes.storage.k8s.io':
      return name === node ? null : 'can only access CSINode with the same name as the requesting node';
    default:
      return null;
  }
}

function podProblem(server: ServerState, attributes: AdmissionAttributes, node: string): string | null {
  const { operation, request, oldObject, object } = attributes;
  const quoted = JSON.stringify(node);
  switch (request.subresource) {
    case '':
      if (operation === 'CREATE') return mirrorPodProblem(object, node);
      if (operation === 'DELETE') {
        return isOn(oldObject, node) ? null : `node ${quoted} can only delete pods with spec.nodeName set to itself`;
      }
      return `unexpected operation ${JSON.stringify(operation)}, node ${quoted} can only create and delete mirror pods`;
    case 'status':
      if (!isOn(oldObject, node)) {
        return `node ${quoted} can only update pod status for pods with spec.nodeName set to itself`;
      }
      return JSON.stringify(labelsOf(object)) === JSON.stringify(labelsOf(oldObject))
        ? null
        : `node ${quoted} cannot update labels through pod status`;
    case 'eviction': {
      const pod = server.store.get({ resource: 'pods', namespace: request.namespace, name: request.name });
      return !pod || isOn(pod, node) ? null : `node ${node} can only evict pods with spec.nodeName set to itself`;
    }
    default:
      return `unexpected pod subresource ${JSON.stringify(request.subresource)}, only 'status' and 'eviction' are allowed`;
  }
}

function mirrorPodProblem(pod: KubernetesObject | null, node: string): string | null {
  const quoted = JSON.stringify(node);
  if (pod?.metadata.annotations?.[MIRROR] === undefined) {
    return `pod does not have "${MIRROR}" annotation, node ${quoted} can only create mirror pods`;
  }
  if (!isOn(pod, node)) return `node ${quoted} can only create pods with spec.nodeName set to itself`;
  const owners = pod.metadata.ownerReferences ?? [];
  if (owners.length > 1) return `node ${quoted} can only create pods with a single owner reference set to itself`;
  const [owner] = owners;
  if (owner && owner.kind === 'Node' && owner.name === node) return null;
  return `node ${quoted} can only create pods with an owner reference set to itself`;
}

function nodeProblem({ operation, name, object, oldObject }: AdmissionAttributes, node: string): string | null {
  const quoted = JSON.stringify(node);
  if (name !== node) return `node ${quoted} is not allowed to modify node ${JSON.stringify(name)}`;
  if (operation === 'CREATE') {
    const foreign = foreignLabels(labelsOf(object));
    return foreign.length === 0
      ? null
      : `node ${quoted} is not allowed to set the following labels: ${foreign.join(', ')}`;
  }
  if (operation !== 'UPDATE') return null;
  const differs = (part: (of: KubernetesObject | null) => unknown) =>
    JSON.stringify(part(object) ?? null) !== JSON.stringify(part(oldObject) ?? null);
  if (differs((of) => (isMap(of?.spec) ? of.spec.taints : undefined))) {
    return `node ${quoted} is not allowed to modify taints`;
  }
  if (differs((of) => of?.metadata.ownerReferences)) return `node ${quoted} is not allowed to modify ownerReferences`;
  const [next, before] = [labelsOf(object), labelsOf(oldObject)];
  const changed = Object.keys({ ...next, ...before }).filter((label) => next[label] !== before[label]);
  const foreign = foreignLabels(Object.fromEntries(changed.map((label) => [label, ''])));
  return foreign.length === 0 ? null : `is not allowed to modify labels: ${foreign.join(', ')}`;
}

function isOn(pod: KubernetesObject | null, node: string): boolean {
  return isMap(pod?.spec) && pod.spec.nodeName === node;
}

function labelsOf(object: KubernetesObject | null): JsonMap {
  return { ...object?.metadata.labels };
}
