import { KubectlError } from '../errors.ts';
import { isRecord, type MutableJson, nameOf, namespaceOf, stringAt } from '../json.ts';

/** One object on its way through kustomizations. */
export interface Resource {
  object: MutableJson;
  /** Names it had before, by which other objects may refer to it. */
  readonly formerNames: Set<string>;
  readonly formerNamespaces: Set<string>;
  /** A generated one whose name gets a suffix in the end. */
  readonly needsHash: boolean;
}

export function resourceOf(object: MutableJson, needsHash = false): Resource {
  return {
    object,
    formerNames: new Set([nameOf(object)]),
    formerNamespaces: new Set([namespaceOf(object)]),
    needsHash,
  };
}

export const kindOf = ({ object }: Resource): string => stringAt(object, 'kind');

export function groupOf({ object }: Resource): string {
  const apiVersion = stringAt(object, 'apiVersion');
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** How kustomize's messages name an object: `Deployment.v1.apps/web.default`. */
export function idText(resource: Resource): string {
  const apiVersion = stringAt(resource.object, 'apiVersion');
  const [version = '', group = '[noGrp]'] = apiVersion.split('/').reverse();
  const namespace = namespaceOf(resource.object) || '[noNs]';
  return `${kindOf(resource)}.${version}.${group}/${nameOf(resource.object)}.${namespace}`;
}

/**
 * Calls `change` with every holder and key at `path` (`spec/template/spec/containers[]/image`): lists on the way are
 * gone through, and with `create` maps that are missing are made.
 */
export function eachAt(
  object: MutableJson,
  path: string,
  create: boolean,
  change: (holder: MutableJson, key: string) => void,
): void {
  const [first = '', ...rest] = path.split('/');
  const key = first.replace(/\[\]$/, '');
  if (rest.length === 0) {
    if (create || Object.hasOwn(object, key)) change(object, key);
    return;
  }
  if (object[key] === undefined || object[key] === null) {
    if (!create || first.endsWith('[]')) return;
    object[key] = {};
  }
  const next = object[key];
  const below = rest.join('/');
  if (Array.isArray(next)) {
    for (const item of next) if (isRecord(item)) eachAt(item as MutableJson, below, create, change);
  } else if (isRecord(next)) eachAt(next as MutableJson, below, create, change);
}

/** Kinds of the API server's own that are in no namespace. */
const CLUSTER_WIDE = new Set(
  'APIService CertificateSigningRequest ClusterRole ClusterRoleBinding ComponentStatus CSIDriver CSINode CustomResourceDefinition FlowSchema IngressClass IPAddress MutatingWebhookConfiguration Namespace Node PersistentVolume PriorityClass PriorityLevelConfiguration RuntimeClass ServiceCIDR StorageClass SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview TokenReview ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment VolumeAttributesClass'.split(
    ' ',
  ),
);

export const isClusterWide = (resource: Resource): boolean => CLUSTER_WIDE.has(kindOf(resource));

export function fail(message: string): never {
  throw new KubectlError(`error: ${message}`);
}
