import {
  BOOL,
  type CelType,
  DYN,
  INT,
  listOf,
  mapOf,
  type ObjectType,
  opaque,
  STRING,
  TIMESTAMP,
} from '../../../cel/cel-type.ts';
import { AUTHORIZER, RESOURCE } from '../../../cel/library/authorizer.ts';

function objectType(name: string, fields: Readonly<Record<string, CelType>>): ObjectType {
  const entries = Object.entries(fields).map(([field, type]) => [field, { type }]);
  return { kind: 'object', name, fields: Object.fromEntries(entries) };
}

const GROUP_VERSION_KIND = objectType('kubernetes.GroupVersionKind', { group: STRING, version: STRING, kind: STRING });
const GROUP_VERSION_RESOURCE = objectType('kubernetes.GroupVersionResource', {
  group: STRING,
  version: STRING,
  resource: STRING,
});
const STRINGS = mapOf(STRING, STRING);

/** plugin/cel/compile.go BuildRequestType. */
const ADMISSION_REQUEST = objectType('kubernetes.AdmissionRequest', {
  kind: GROUP_VERSION_KIND,
  resource: GROUP_VERSION_RESOURCE,
  subResource: STRING,
  requestKind: GROUP_VERSION_KIND,
  requestResource: GROUP_VERSION_RESOURCE,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo: objectType('kubernetes.UserInfo', {
    username: STRING,
    uid: STRING,
    groups: listOf(STRING),
    extra: mapOf(STRING, listOf(STRING)),
  }),
  dryRun: BOOL,
  options: DYN,
});

/** plugin/cel/compile.go BuildNamespaceType. */
const NAMESPACE = objectType('kubernetes.Namespace', {
  metadata: objectType('kubernetes.NamespaceMetadata', {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: STRINGS,
    annotations: STRINGS,
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: listOf(STRING),
  }),
  spec: objectType('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: objectType('kubernetes.NamespaceStatus', {
    conditions: listOf(
      objectType('kubernetes.NamespaceCondition', {
        status: STRING,
        type: STRING,
        lastTransitionTime: TIMESTAMP,
        message: STRING,
        reason: STRING,
      }),
    ),
    phase: STRING,
  }),
});

/** The variables that every expression of admission has. */
export const BASE_VARIABLES: Readonly<Record<string, CelType>> = Object.freeze({
  object: DYN,
  oldObject: DYN,
  request: ADMISSION_REQUEST,
  namespaceObject: NAMESPACE,
  authorizer: opaque(AUTHORIZER),
  'authorizer.requestResource': opaque(RESOURCE),
});

/** `variables` of a policy, as far as it has been declared. */
export function variablesType(fields: Readonly<Record<string, CelType>>): ObjectType {
  return objectType('kubernetes.variables', fields);
}
