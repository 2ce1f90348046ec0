import { isRecord, type JsonObject } from '../json.ts';

/**
 * Fields in the order of Go's API types, which is the order of JSON that kubectl writes of an object it made itself
 * (what the server sent is written with its keys sorted). One order serves all kinds: where a field belongs to
 * several types its neighbours agree, but for ORDERS.
 */
const FIELDS =
  'kind apiVersion metadata generateName name namespace image command args selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields ' +
  'immutable controller blockOwnerDeletion ' +
  'verbs apiGroups resources resourceNames nonResourceURLs rules aggregationRule subjects roleRef ' +
  'spec schedule timeZone startingDeadlineSeconds concurrencyPolicy parallelism completions ' +
  'replicas minAvailable ports serviceName volumes initContainers containers ephemeralContainers ' +
  'selector maxUnavailable manualSelector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds backoffLimit ttlSecondsAfterFinished completionMode suspend jobTemplate ' +
  'workingDir envFrom env resizePolicy restartPolicy volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy ' +
  'terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC imagePullPolicy securityContext stdin stdinOnce tty imagePullSecrets hostname subdomain affinity schedulerName tolerations ' +
  'hostPort containerPort protocol appProtocol port targetPort nodePort hostIP ' +
  'clusterIP clusterIPs value valueFrom globalDefault description preemptionPolicy data binaryData stringData type status externalIPs sessionAffinity externalName externalTrafficPolicy ' +
  'ingressClassName defaultBackend tls hosts host secretName http paths path pathType backend service hard scopes ' +
  'scaleTargetRef minReplicas maxReplicas metrics behavior targetCPUUtilizationPercentage ' +
  'limits requests matchLabels matchExpressions key operator values';

const RANK: ReadonlyMap<string, number> = new Map(FIELDS.split(' ').map((field, at) => [field, at]));

/** Structs whose order disagrees with FIELDS, by the field that holds them. */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  roleRef: ['apiGroup', 'kind', 'name'],
  scaleTargetRef: ['kind', 'name', 'apiVersion'],
  ownerReferences: ['apiVersion', 'kind', 'name', 'uid', 'controller', 'blockOwnerDeletion'],
  subjects: ['kind', 'apiGroup', 'name', 'namespace'],
};

/** Maps, which Go writes with their keys sorted. */
const MAPS = new Set(
  'labels annotations matchLabels data binaryData stringData nodeSelector hard limits requests'.split(' '),
);

/** A copy with its keys in the order of Go's structs. */
export function inStructOrder(object: JsonObject): JsonObject {
  return ordered(object, '', '') as JsonObject;
}

function ordered(value: unknown, field: string, kind: string): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, field, kind));
  if (!isRecord(value)) return value;
  const kindHere = kind || String(value['kind'] ?? '');
  const isMap = MAPS.has(field) || (field === 'selector' && kindHere === 'Service');
  const special = ORDERS[field];
  const rank = (key: string) => (special ? special.indexOf(key) : (RANK.get(key) ?? FIELDS.length));
  const keys = Object.keys(value).sort((a, b) => (isMap ? 0 : rank(a) - rank(b)) || (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key], key, kindHere)]));
}
