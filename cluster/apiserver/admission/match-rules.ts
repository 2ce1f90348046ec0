import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { matchesSelector } from '../../machinery/label-selector.ts';
import type { ResourceDefinition } from '../../resources/resource-definition.ts';
import { refusals } from '../errors.ts';
import { isMap } from '../json.ts';
import { storageName } from '../registry.ts';
import type { ServerState } from '../resource-request.ts';
import type { AdmissionAttributes } from './admission-plugin.ts';

/** admissionregistration/v1 RuleWithOperations. */
export interface Rule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
  readonly resourceNames?: readonly string[];
}

export interface Selectors {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

/** Configurations of admission are never admitted by what they configure (predicates/rules/rules.go). */
export function isExempt({ request }: AdmissionAttributes): boolean {
  return (
    request.definition.group === 'admissionregistration.k8s.io' &&
    /^((Validating|Mutating)WebhookConfiguration|(Validating|Mutating)AdmissionPolicy(Binding)?)$/.test(
      request.definition.kind,
    )
  );
}

/**
 * The definition whose version a rule asks for: the request's own, or with `Equivalent` another version of the same
 * resource. Undefined when no rule matches (webhook/generic/webhook.go ShouldCallHook).
 */
export function matchedDefinition(
  server: ServerState,
  attributes: AdmissionAttributes,
  rules: readonly Rule[],
  matchPolicy: string | undefined,
): ResourceDefinition | undefined {
  const { definition } = attributes.request;
  if (rules.some((rule) => matchesRule(rule, definition, attributes))) return definition;
  if (matchPolicy === 'Exact') return undefined;
  const stored = storageName(definition);
  const others = server.registry.definitions.filter((other) => other !== definition && storageName(other) === stored);
  if (others.length === 0) return undefined;
  for (const rule of rules) {
    const found = others.find((other) => matchesRule(rule, other, attributes));
    if (found) return found;
  }
  return undefined;
}

export function matchesRule(rule: Rule, definition: ResourceDefinition, attributes: AdmissionAttributes): boolean {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope = '*', resourceNames = [] } = rule;
  const includes = (list: readonly string[], item: string) => list.includes('*') || list.includes(item);
  return (
    (scope === '*' || (scope === 'Namespaced') === definition.namespaced) &&
    includes(operations, attributes.operation) &&
    includes(apiGroups, definition.group) &&
    includes(apiVersions, definition.version) &&
    resources.some((resource) => matchesResource(resource, definition.plural, attributes.request.subresource)) &&
    (resourceNames.length === 0 || resourceNames.includes(attributes.name))
  );
}

function matchesResource(pattern: string, plural: string, subresource: string): boolean {
  const [resource = '', wanted = ''] = pattern.split('/', 2);
  return (resource === '*' || resource === plural) && (wanted === '*' || wanted === subresource);
}

/** Both selectors (predicates/namespace, predicates/object). Throws when the request's namespace is not there. */
export function matchesSelectors(server: ServerState, attributes: AdmissionAttributes, selectors: Selectors): boolean {
  return (
    matchesNamespace(server, attributes, selectors.namespaceSelector) &&
    matchesObjects(attributes, selectors.objectSelector)
  );
}

function isEmpty(selector: LabelSelector | undefined): boolean {
  return !selector?.matchExpressions?.length && Object.keys(selector?.matchLabels ?? {}).length === 0;
}

function matchesNamespace(
  server: ServerState,
  attributes: AdmissionAttributes,
  selector: LabelSelector | undefined,
): boolean {
  const { request, operation, object } = attributes;
  const isNamespace = request.definition.group === '' && request.definition.plural === 'namespaces';
  if (isEmpty(selector) || (!isNamespace && request.namespace === '')) return true;
  if (isNamespace && object && (operation === 'CREATE' || operation === 'UPDATE')) {
    return matchesSelector(selector, labelsOf(object) ?? {});
  }
  const name = isNamespace ? attributes.name : request.namespace;
  const namespace = server.store.get({ resource: 'namespaces', namespace: '', name });
  if (!namespace) throw refusals.notFound({ group: '', plural: 'namespaces' }, name);
  return matchesSelector(selector, namespace.metadata.labels ?? {});
}

/** Either the object or the one it replaces; what has no metadata (options of exec) is matched by an empty selector alone. */
function matchesObjects({ object, oldObject }: AdmissionAttributes, selector: LabelSelector | undefined): boolean {
  if (isEmpty(selector)) return true;
  return [object, oldObject].some((candidate) => {
    const labels = labelsOf(candidate);
    return labels !== null && matchesSelector(selector, labels);
  });
}

function labelsOf(object: unknown): Record<string, string> | null {
  if (!isMap(object) || !isMap(object.metadata)) return null;
  return isMap(object.metadata.labels) ? (object.metadata.labels as Record<string, string>) : {};
}
