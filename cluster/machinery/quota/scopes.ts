import type { KubernetesObject } from '../kubernetes-object.ts';
import { quantityNanos } from '../quantity.ts';
import { containerResources } from './pod-resources.ts';

/** corev1.ScopedResourceSelectorRequirement. */
export interface ScopeSelector {
  readonly scopeName: string;
  readonly operator: string;
  readonly values: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `spec.scopes` and `spec.scopeSelector` as one list. */
export function scopeSelectorsOf(quota: KubernetesObject): ScopeSelector[] {
  const spec = fieldsOf(quota.spec);
  const scopes = listOf(spec.scopes).map((scope) => ({ scopeName: String(scope), operator: 'Exists', values: [] }));
  const expressions = listOf(fieldsOf(spec.scopeSelector).matchExpressions).map(fieldsOf);
  return [
    ...scopes,
    ...expressions.map(({ scopeName, operator, values }) => ({
      scopeName: String(scopeName),
      operator: String(operator),
      values: listOf(values).map(String),
    })),
  ];
}

/** pkg/quota/v1/evaluator/core/pods.go podMatchesScopeFunc. */
export function podMatchesScope(selector: ScopeSelector, pod: KubernetesObject): boolean {
  const spec = fieldsOf(pod.spec);
  switch (selector.scopeName) {
    case 'Terminating':
      return isTerminating(pod);
    case 'NotTerminating':
      return !isTerminating(pod);
    case 'BestEffort':
      return isBestEffort(spec);
    case 'NotBestEffort':
      return !isBestEffort(spec);
    case 'PriorityClass':
      return matchesValues(selector, spec.priorityClassName ? [String(spec.priorityClassName)] : []);
    case 'CrossNamespacePodAffinity':
      return hasCrossNamespaceAffinity(spec);
    default:
      return false;
  }
}

/** persistent_volume_claims.go pvcMatchesScopeFunc. */
export function claimMatchesScope(selector: ScopeSelector, claim: KubernetesObject): boolean {
  if (selector.scopeName !== 'VolumeAttributesClass') return false;
  const status = fieldsOf(claim.status);
  const names = [
    fieldsOf(claim.spec).volumeAttributesClassName,
    status.currentVolumeAttributesClassName,
    fieldsOf(status.modifyVolumeStatus).targetVolumeAttributesClassName,
  ];
  return matchesValues(selector, names.filter(Boolean).map(String));
}

/** It says how long it runs. */
export function isTerminating(pod: KubernetesObject): boolean {
  const seconds = fieldsOf(pod.spec).activeDeadlineSeconds;
  return typeof seconds === 'number' && seconds >= 0;
}

function matchesValues({ operator, values }: ScopeSelector, found: readonly string[]): boolean {
  switch (operator) {
    case 'Exists':
      return found.length > 0;
    case 'DoesNotExist':
      return found.length === 0;
    case 'In':
      return found.some((name) => values.includes(name));
    case 'NotIn':
      return found.length === 0 || found.some((name) => !values.includes(name));
    default:
      return false;
  }
}

function isBestEffort(spec: Fields): boolean {
  const containers = [...containerResources(spec.containers), ...containerResources(spec.initContainers)];
  return containers.every(({ requests, limits }) =>
    [requests.cpu, requests.memory, limits.cpu, limits.memory].every(
      (amount) => amount === undefined || quantityNanos(amount) <= 0n,
    ),
  );
}

function hasCrossNamespaceAffinity(spec: Fields): boolean {
  const affinity = fieldsOf(spec.affinity);
  const terms = [affinity.podAffinity, affinity.podAntiAffinity]
    .map(fieldsOf)
    .flatMap((kind) => [
      ...listOf(kind.requiredDuringSchedulingIgnoredDuringExecution).map(fieldsOf),
      ...listOf(kind.preferredDuringSchedulingIgnoredDuringExecution).map((term) =>
        fieldsOf(fieldsOf(term).podAffinityTerm),
      ),
    ]);
  return terms.some((term) => listOf(term.namespaces).length > 0 || term.namespaceSelector !== undefined);
}
