import type { UserInfo } from '../../machinery/api-transport.ts';
import { type FieldError, invalid, required } from '../../resources/field-error.ts';
import type { MutableObject } from '../../resources/resource-definition.ts';
import type { Attributes } from '../authorization/attributes.ts';
import { authorize } from '../authorization/authorize.ts';
import { texts } from '../authorization/policy-rule.ts';
import { exactFields } from '../authorization/request-attributes.ts';
import { refusals } from '../errors.ts';
import { isMap, type JsonMap } from '../json.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';

/** `kubectl auth can-i` (pkg/registry/authorization/selfsubjectaccessreview). */
export function reviewOwnAccess(server: ServerState, request: ResourceRequest, object: MutableObject): object {
  const spec = specOf(object);
  refuse(request, [...attributeErrors(spec), ...metadataErrors(object, [])]);
  return answer(server, request.user, spec);
}

/** pkg/registry/authorization/subjectaccessreview. */
export function reviewAccess(server: ServerState, request: ResourceRequest, object: MutableObject): object {
  const spec = specOf(object);
  refuse(request, [...subjectErrors(spec), ...metadataErrors(object, [])]);
  return answer(server, subjectOf(spec), spec);
}

/** pkg/registry/authorization/localsubjectaccessreview. */
export function reviewLocalAccess(server: ServerState, request: ResourceRequest, object: MutableObject): object {
  const spec = specOf(object);
  const errors = [...subjectErrors(spec), ...metadataErrors(object, ['namespace'])];
  const asked = isMap(spec.resourceAttributes) ? (spec.resourceAttributes.namespace ?? '') : request.namespace;
  if (asked !== request.namespace) {
    errors.push(invalid('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace'));
  }
  if (isMap(spec.nonResourceAttributes)) {
    errors.push(
      invalid('spec.nonResourceAttributes', spec.nonResourceAttributes, 'disallowed on this kind of request'),
    );
  }
  refuse(request, errors);
  return answer(server, subjectOf(spec), spec);
}

function specOf(object: MutableObject): JsonMap {
  return isMap(object['spec']) ? object['spec'] : {};
}

function refuse({ definition }: ResourceRequest, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw refusals.invalid(definition.group, definition.kind, '', errors);
}

function answer(server: ServerState, user: UserInfo, spec: JsonMap): object {
  const { decision, reason } = authorize(server, user, attributesOf(spec));
  return { allowed: decision === 'allow', ...(reason && { reason }) };
}

function subjectOf(spec: JsonMap): UserInfo {
  const extra = isMap(spec.extra) ? Object.entries(spec.extra).map(([key, values]) => [key, texts(values)]) : [];
  return {
    name: text(spec.user),
    groups: texts(spec.groups),
    ...(spec.uid !== undefined && { uid: text(spec.uid) }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
}

/** pkg/registry/authorization/util.AuthorizationAttributesFrom. */
function attributesOf({ resourceAttributes, nonResourceAttributes }: JsonMap): Attributes {
  if (isMap(nonResourceAttributes)) {
    return { verb: text(nonResourceAttributes.verb), path: text(nonResourceAttributes.path) };
  }
  const asked = isMap(resourceAttributes) ? resourceAttributes : {};
  const selector = isMap(asked.fieldSelector) ? fieldsOf(asked.fieldSelector) : null;
  return {
    verb: text(asked.verb),
    group: text(asked.group),
    version: text(asked.version) || '*',
    resource: text(asked.resource),
    subresource: text(asked.subresource),
    namespace: text(asked.namespace),
    name: text(asked.name),
    ...(selector && { fieldSelector: selector }),
  };
}

function fieldsOf({ rawSelector, requirements }: JsonMap): ReadonlyMap<string, string> {
  if (typeof rawSelector === 'string' && rawSelector !== '') return exactFields(rawSelector);
  const fields = new Map<string, string>();
  for (const requirement of Array.isArray(requirements) ? requirements.filter(isMap) : []) {
    const values = texts(requirement.values);
    if (requirement.operator === 'In' && values.length === 1) fields.set(text(requirement.key), values[0]!);
  }
  return fields;
}

function subjectErrors(spec: JsonMap): FieldError[] {
  const errors = attributeErrors(spec, false);
  if (text(spec.user) === '' && texts(spec.groups).length === 0) {
    errors.push(invalid('spec.user', text(spec.user), 'at least one of user or group must be specified'));
  }
  return [...errors, ...selectorErrors(spec)];
}

/** pkg/apis/authorization/validation. */
function attributeErrors(spec: JsonMap, withSelectors = true): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (isMap(resourceAttributes) && isMap(nonResourceAttributes)) {
    const why = 'cannot be specified in combination with resourceAttributes';
    errors.push(invalid('spec.nonResourceAttributes', nonResourceAttributes, why));
  }
  if (!isMap(resourceAttributes) && !isMap(nonResourceAttributes)) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(invalid('spec.resourceAttributes', null, why));
  }
  return withSelectors ? [...errors, ...selectorErrors(spec)] : errors;
}

function selectorErrors({ resourceAttributes }: JsonMap): FieldError[] {
  if (!isMap(resourceAttributes)) return [];
  return ['fieldSelector', 'labelSelector'].flatMap((name) => {
    const selector = resourceAttributes[name];
    if (!isMap(selector)) return [];
    const field = `spec.resourceAttributes.${name}`;
    const raw = text(selector.rawSelector);
    const listed = Array.isArray(selector.requirements) && selector.requirements.length > 0;
    if (raw !== '' && listed) {
      return [invalid(`${field}.rawSelector`, raw, 'may not specified at the same time as requirements')];
    }
    if (raw !== '' || listed) return [];
    return [required(`${field}.requirements`, `when ${field} is specified, requirements or rawSelector is required`)];
  });
}

function metadataErrors({ metadata }: MutableObject, allowed: readonly string[]): FieldError[] {
  const given = Object.keys(metadata).filter((field) => field !== 'managedFields' && metadata[field] !== null);
  if (given.every((field) => allowed.includes(field))) return [];
  const except = allowed.length > 0 ? ` except for ${allowed.join(', ')}` : '';
  return [invalid('metadata', metadata, `must be empty${except}`)];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
