import type { UserInfo } from '../../machinery/api-transport.ts';
import { isMap } from '../json.ts';
import type { Store } from '../store/store.ts';
import { type Attributes, isResourceRequest, type ResourceAttributes, type Verdict } from './attributes.ts';
import { nodeRules } from './bootstrap-policy.ts';
import { podUses, type Related } from './pod-relations.ts';
import { ruleAllows } from './policy-rule.ts';

const NO_OPINION: Verdict = { decision: 'no-opinion', reason: '' };
const ALLOW: Verdict = { decision: 'allow', reason: '' };
const because = (reason: string): Verdict => ({ decision: 'no-opinion', reason });

const OWN_OBJECT_VERBS = ['get', 'create', 'update', 'patch', 'delete'];

/** The node that a user stands for; null for other users, '' for a node without a name (auth/nodeidentifier). */
export function nodeOf(user: UserInfo): string | null {
  if (!user.name.startsWith('system:node:') || !user.groups.includes('system:nodes')) return null;
  return user.name.slice('system:node:'.length);
}

/** What a kubelet may do: its own node, and what the pods on it use (plugin/pkg/auth/authorizer/node). */
export function authorizeNode(store: Store, user: UserInfo, attributes: Attributes): Verdict {
  const node = nodeOf(user);
  if (node === null) return NO_OPINION;
  if (node === '') return because(`unknown node for user ${JSON.stringify(user.name)}`);
  if (isResourceRequest(attributes)) {
    const authorizeKind =
      BY_RESOURCE[attributes.group ? `${attributes.resource}.${attributes.group}` : attributes.resource];
    if (authorizeKind) return authorizeKind(store, node, attributes);
  }
  return staticRules(attributes);
}

type Authorizer = (store: Store, node: string, attributes: ResourceAttributes) => Verdict;

const BY_RESOURCE: Readonly<Record<string, Authorizer>> = {
  secrets: readRelated('secrets'),
  configmaps: readRelated('configmaps'),
  persistentvolumeclaims: (store, node, attributes) =>
    attributes.subresource === 'status' ? updateStatus(store, node, attributes) : getRelated(store, node, attributes),
  persistentvolumes: getRelated,
  serviceaccounts: createToken,
  'leases.coordination.k8s.io': ownLease,
  'csinodes.storage.k8s.io': ownCsiNode,
  nodes: ownNode,
  pods: ownPods,
};

function readRelated(kind: Related): Authorizer {
  return (store, node, attributes) => {
    if (!['get', 'list', 'watch'].includes(attributes.verb)) return because('can only read resources of this type');
    if (attributes.subresource) return because('cannot read subresource');
    if (!attributes.namespace) return because('can only read namespaced object of this type');
    return related(store, node, attributes, kind);
  };
}

function getRelated(store: Store, node: string, attributes: ResourceAttributes): Verdict {
  if (attributes.verb !== 'get') return because('can only get individual resources of this type');
  if (attributes.subresource) return because('cannot get subresource');
  return related(store, node, attributes, 'persistentvolumeclaims');
}

function updateStatus(store: Store, node: string, attributes: ResourceAttributes): Verdict {
  if (attributes.verb !== 'update' && attributes.verb !== 'patch')
    return because('can only get/update/patch this type');
  return related(store, node, attributes, 'persistentvolumeclaims');
}

function createToken(store: Store, node: string, attributes: ResourceAttributes): Verdict {
  if (attributes.verb !== 'create' || !attributes.name) {
    return because('can only create tokens for individual service accounts');
  }
  if (attributes.subresource !== 'token') return because('can only create token subresource of serviceaccount');
  return related(store, node, attributes, 'serviceaccounts');
}

function related(store: Store, node: string, attributes: ResourceAttributes, kind: Related): Verdict {
  if (!attributes.name) return because('No Object name found');
  const used = podsOn(store, node, attributes.namespace).some((spec) => podUses(spec, kind, attributes.name));
  return used ? ALLOW : because(`no relationship found between node '${node}' and this object`);
}

function podsOn(store: Store, node: string, namespace: string): Record<string, unknown>[] {
  return store
    .list('pods', namespace === '' ? undefined : namespace)
    .map(({ spec }) => spec)
    .filter((spec) => isMap(spec) && spec.nodeName === node) as Record<string, unknown>[];
}

function ownLease(_store: Store, node: string, { verb, namespace, name }: ResourceAttributes): Verdict {
  if (!OWN_OBJECT_VERBS.includes(verb)) return because('can only get, create, update, patch, or delete a node lease');
  if (namespace !== 'kube-node-lease') {
    return because('can only access leases in the "kube-node-lease" system namespace');
  }
  if (verb !== 'create' && name !== node) {
    return because('can only access node lease with the same name as the requesting node');
  }
  return ALLOW;
}

function ownCsiNode(_store: Store, node: string, { verb, subresource, name }: ResourceAttributes): Verdict {
  if (!OWN_OBJECT_VERBS.includes(verb)) return because('can only get, create, update, patch, or delete a CSINode');
  if (subresource) return because('cannot authorize CSINode subresources');
  if (verb !== 'create' && name !== node) {
    return because('can only access CSINode with the same name as the requesting node');
  }
  return ALLOW;
}

function ownNode(_store: Store, node: string, attributes: ResourceAttributes): Verdict {
  const { verb, subresource, name, fieldSelector } = attributes;
  if (subresource === '' && (verb === 'get' || verb === 'list' || verb === 'watch')) {
    if (name === node || fieldSelector?.get('metadata.name') === node) return ALLOW;
    return because(`node '${node}' cannot read '${name}', only its own Node object`);
  }
  return staticRules(attributes);
}

function ownPods(store: Store, node: string, attributes: ResourceAttributes): Verdict {
  const { verb, subresource, namespace, name, fieldSelector } = attributes;
  if (subresource === '' && verb === 'get') {
    const pod = store.get({ resource: 'pods', namespace, name });
    if (pod && isMap(pod.spec) && pod.spec.nodeName === node) return ALLOW;
    return because(`no relationship found between node '${node}' and this object`);
  }
  if (subresource === '' && (verb === 'list' || verb === 'watch')) {
    if (fieldSelector?.get('spec.nodeName') === node) return ALLOW;
    return because('can only list/watch pods with spec.nodeName field selector');
  }
  return staticRules(attributes);
}

function staticRules(attributes: Attributes): Verdict {
  return nodeRules().some((rule) => ruleAllows(rule, attributes)) ? ALLOW : NO_OPINION;
}
