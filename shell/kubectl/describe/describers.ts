import { StatusError } from '../errors.ts';
import { isRecord, type JsonObject, jsonEqual, nameOf, recordAt, recordsAt, stringAt } from '../json.ts';
import { selectorOf } from '../resources/pods.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import { describeAny } from './any.ts';
import { describeAutoscaler } from './autoscaling.ts';
import { describeCronJob, describeJob } from './batch.ts';
import { describeSigningRequest } from './certificates.ts';
import { ingressLines } from './ingress-backends.ts';
import {
  describeEndpointSlice,
  describeEndpoints,
  describeIngressClass,
  describeIpAddress,
  describeService,
  describeServiceCidr,
} from './networking.ts';
import { describeConfigMap, describeNamespace, describeNode, describeSecret, describeServiceAccount } from './other.ts';
import type { Lines } from './parts.ts';
import { describePod } from './pod.ts';
import {
  describeDisruptionBudget,
  describeLimitRange,
  describeNetworkPolicy,
  describePriorityClass,
  describeQuota,
} from './policy.ts';
import { list, slicesOf } from './related.ts';
import { describeRole, describeRoleBinding } from './roles.ts';
import {
  describeClaim,
  describeCsiNode,
  describePersistentVolume,
  describeStorageClass,
  describeVolumeAttributesClass,
} from './storage.ts';
import {
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from './workloads.ts';

/** What is told about one object, without its events. */
export type Describer = (session: Session, target: Target, object: JsonObject) => Lines | Promise<Lines>;

const alone =
  (describe: (object: JsonObject) => Lines | Promise<Lines>): Describer =>
  (_session, _target, object) =>
    describe(object);

const withPods =
  (describe: (object: JsonObject, pods: readonly JsonObject[]) => Lines): Describer =>
  async (session, { namespace }, object) =>
    describe(
      object,
      await list(session, `/api/v1/namespaces/${namespace}/pods`, { labelSelector: selectorOf(object) }),
    );

/** By `Kind.group`, as kubectl registers them. */
const DESCRIBERS: Readonly<Record<string, Describer>> = {
  'Pod.': (session, _target, object) => describePod(object, session.now()),
  'ReplicationController.': withPods(describeReplicationController),
  'Secret.': alone(describeSecret),
  'Service.': async (session, { namespace, name }, object) =>
    describeService(object, await slicesOf(session, namespace, name)),
  'ServiceAccount.': serviceAccountLines,
  'Node.': nodeLines,
  'LimitRange.': alone(describeLimitRange),
  'ResourceQuota.': alone(describeQuota),
  'PersistentVolume.': (session, _target, object) => describePersistentVolume(object, session.now()),
  'PersistentVolumeClaim.': claimLines,
  'Namespace.': async (session, { name }, object) => {
    const quotas = await list(session, `/api/v1/namespaces/${name}/resourcequotas`, {});
    return describeNamespace(object, quotas, await list(session, `/api/v1/namespaces/${name}/limitranges`, {}));
  },
  'Endpoints.': alone(describeEndpoints),
  'ConfigMap.': alone(describeConfigMap),
  'EndpointSlice.discovery.k8s.io': alone(describeEndpointSlice),
  'HorizontalPodAutoscaler.autoscaling': alone(describeAutoscaler),
  'Ingress.networking.k8s.io': ingressLines,
  'IngressClass.networking.k8s.io': alone(describeIngressClass),
  'ServiceCIDR.networking.k8s.io': alone(describeServiceCidr),
  'IPAddress.networking.k8s.io': alone(describeIpAddress),
  'Job.batch': alone(describeJob),
  'CronJob.batch': alone(describeCronJob),
  'StatefulSet.apps': withPods(describeStatefulSet),
  'Deployment.apps': deploymentLines,
  'DaemonSet.apps': withPods(describeDaemonSet),
  'ReplicaSet.apps': withPods(describeReplicaSet),
  'CertificateSigningRequest.certificates.k8s.io': alone(describeSigningRequest),
  'StorageClass.storage.k8s.io': alone(describeStorageClass),
  'CSINode.storage.k8s.io': alone(describeCsiNode),
  'VolumeAttributesClass.storage.k8s.io': alone(describeVolumeAttributesClass),
  'PodDisruptionBudget.policy': alone(describeDisruptionBudget),
  'Role.rbac.authorization.k8s.io': alone(describeRole),
  'ClusterRole.rbac.authorization.k8s.io': alone(describeRole),
  'RoleBinding.rbac.authorization.k8s.io': alone(describeRoleBinding),
  'ClusterRoleBinding.rbac.authorization.k8s.io': alone(describeRoleBinding),
  'NetworkPolicy.networking.k8s.io': alone(describeNetworkPolicy),
  'PriorityClass.scheduling.k8s.io': alone(describePriorityClass),
};

export function describerFor({ resource }: Target): Describer {
  return DESCRIBERS[`${resource.kind}.${resource.group}`] ?? alone(describeAny);
}

async function serviceAccountLines(session: Session, { namespace, name }: Target, object: JsonObject): Promise<Lines> {
  const secrets = await list(session, `/api/v1/namespaces/${namespace}/secrets`, {}).catch(() => null);
  const uid = stringAt(object, 'metadata', 'uid');
  const note = (secret: JsonObject, key: string) =>
    stringAt(secret, 'metadata', 'annotations', `kubernetes.io/service-account.${key}`);
  const tokens = (secrets ?? []).filter(
    (secret) =>
      stringAt(secret, 'type') === 'kubernetes.io/service-account-token' &&
      note(secret, 'name') === name &&
      note(secret, 'uid') === uid,
  );
  const named = ['secrets', 'imagePullSecrets'].flatMap((field) => recordsAt(object, field));
  const missing = named
    .map((item) => stringAt(item, 'name'))
    .filter((item) => secrets && !secrets.some((secret) => nameOf(secret) === item));
  return describeServiceAccount(object, tokens.map(nameOf), new Set(missing));
}

async function nodeLines(session: Session, { name }: Target, object: JsonObject): Promise<Lines> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`;
  const lease = await session.client
    .json({ path })
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const fieldSelector = `spec.nodeName=${name},status.phase!=Failed,status.phase!=Succeeded`;
  const pods = await list(session, '/api/v1/pods', { fieldSelector }).catch((error: unknown) => {
    if (error instanceof StatusError && error.reason === 'Forbidden') return null;
    throw error;
  });
  return describeNode(object, lease, pods, session.now());
}

async function claimLines(session: Session, { namespace, name }: Target, object: JsonObject): Promise<Lines> {
  const owners = new Set(recordsAt(object, 'metadata', 'ownerReferences').map((owner) => owner['uid']));
  const pods = await list(session, `/api/v1/namespaces/${namespace}/pods`, {});
  const users = pods.filter((pod) => {
    const volumes = recordsAt(pod, 'spec', 'volumes');
    const uses = volumes.some((volume) => stringAt(volume, 'persistentVolumeClaim', 'claimName') === name);
    return uses || owners.has(stringAt(pod, 'metadata', 'uid'));
  });
  return describeClaim(object, users, session.now());
}

async function deploymentLines(session: Session, target: Target, object: JsonObject): Promise<Lines> {
  const uid = stringAt(object, 'metadata', 'uid');
  const all = await list(session, `/apis/apps/v1/namespaces/${target.namespace}/replicasets`, {
    labelSelector: selectorOf(object),
  });
  const owned = all.filter((set) =>
    recordsAt(set, 'metadata', 'ownerReferences').some((owner) => owner['uid'] === uid),
  );
  const isNew = (set: JsonObject) => jsonEqual(templateOf(set), templateOf(object));
  // Of several that are alike, the oldest is the new one.
  const [newest, ...rest] = owned.filter(isNew).sort(byCreation);
  const old = [...owned.filter((set) => !isNew(set)), ...rest].sort(byCreation);
  return describeDeployment(object, old, newest ? [newest] : []);
}

/** ReplicaSetsByCreationTimestamp. */
function byCreation(a: JsonObject, b: JsonObject): number {
  const key = (set: JsonObject) => `${stringAt(set, 'metadata', 'creationTimestamp')} ${nameOf(set)}`;
  return key(a) < key(b) ? -1 : 1;
}

/** The pod template without the hash that the controller adds. */
function templateOf(object: JsonObject): unknown {
  const template = recordAt(object, 'spec', 'template') ?? {};
  const { creationTimestamp: _at, labels, ...metadata } = recordAt(template, 'metadata') ?? {};
  const { 'pod-template-hash': _hash, ...rest } = isRecord(labels) ? labels : {};
  return { ...template, metadata: { ...metadata, labels: rest } };
}
