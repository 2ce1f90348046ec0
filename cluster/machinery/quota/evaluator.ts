import type { KubernetesObject } from '../kubernetes-object.ts';
import { claimEvaluator } from './claim-evaluator.ts';
import { podEvaluator } from './pod-evaluator.ts';
import type { ResourceList } from './resource-list.ts';
import type { ScopeSelector } from './scopes.ts';
import { serviceEvaluator } from './service-evaluator.ts';

/** How objects of one resource count against quotas (apiserver/pkg/quota/v1/interfaces.go Evaluator). */
export interface QuotaEvaluator {
  /** Whether the request can change what is used. `operation` is CREATE or UPDATE. */
  handles(operation: string, subresource: string, object: KubernetesObject, old: KubernetesObject | null): boolean;
  /** Which of a quota's names this resource counts for. */
  matchingResources(names: readonly string[]): string[];
  matchesScope(selector: ScopeSelector, object: KubernetesObject): boolean;
  usage(object: KubernetesObject, nowMs: number): ResourceList;
  /** Why the object cannot be counted; null when it can. */
  missing?(required: readonly string[], object: KubernetesObject): string | null;
}

/** pkg/quota/v1/install/registry.go. */
const IGNORED: ReadonlySet<string> = new Set([
  'bindings',
  'componentstatuses',
  'tokenreviews.authentication.k8s.io',
  'selfsubjectreviews.authentication.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'events',
  'events.events.k8s.io',
]);

/** Names from before `count/` (evaluator/core/registry.go). */
const ALIASES: ReadonlySet<string> = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);

const evaluators = new Map<string, QuotaEvaluator>([
  ['pods', podEvaluator],
  ['services', serviceEvaluator],
  ['persistentvolumeclaims', claimEvaluator],
]);

/** Null for what no quota counts. Every other resource can be counted as `count/PLURAL.GROUP`. */
export function evaluatorOf(group: string, plural: string): QuotaEvaluator | null {
  const name = group === '' ? plural : `${plural}.${group}`;
  if (IGNORED.has(name)) return null;
  return evaluators.get(name) ?? objectCountEvaluator(name);
}

function objectCountEvaluator(name: string): QuotaEvaluator {
  const names = ALIASES.has(name) ? [`count/${name}`, name] : [`count/${name}`];
  const usage = Object.fromEntries(names.map((counted) => [counted, '1']));
  return {
    handles: (operation, subresource) => operation === 'CREATE' && subresource === '',
    matchingResources: (wanted) => wanted.filter((resource) => names.includes(resource)),
    matchesScope: () => false,
    usage: () => usage,
  };
}
