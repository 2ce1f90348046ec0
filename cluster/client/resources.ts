import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { TypedResource } from './client.ts';
import type {
  CertificateSigningRequest,
  ClusterRole,
  ConfigMap,
  ControllerRevision,
  CoreEvent,
  CronJob,
  CustomResourceDefinition,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Endpoints,
  HorizontalPodAutoscaler,
  IpAddress,
  Job,
  Lease,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  RuntimeClass,
  Secret,
  Service,
  ServiceAccount,
  ServiceCidr,
  StatefulSet,
  StorageClass,
} from './objects.ts';

function resource<T extends KubernetesObject>(group: string, version: string, plural: string): TypedResource<T> {
  return Object.freeze({ group, version, resource: plural });
}

/** The resources that components work with, each with the type of its objects. */
export const CONFIG_MAPS = resource<ConfigMap>('', 'v1', 'configmaps');
export const ENDPOINTS = resource<Endpoints>('', 'v1', 'endpoints');
export const EVENTS = resource<CoreEvent>('', 'v1', 'events');
export const NAMESPACES = resource<Namespace>('', 'v1', 'namespaces');
export const NODES = resource<Node>('', 'v1', 'nodes');
export const PERSISTENT_VOLUME_CLAIMS = resource<PersistentVolumeClaim>('', 'v1', 'persistentvolumeclaims');
export const PODS = resource<Pod>('', 'v1', 'pods');
export const REPLICATION_CONTROLLERS = resource<ReplicationController>('', 'v1', 'replicationcontrollers');
export const SECRETS = resource<Secret>('', 'v1', 'secrets');
export const SERVICE_ACCOUNTS = resource<ServiceAccount>('', 'v1', 'serviceaccounts');
export const SERVICES = resource<Service>('', 'v1', 'services');
export const CONTROLLER_REVISIONS = resource<ControllerRevision>('apps', 'v1', 'controllerrevisions');
export const DAEMON_SETS = resource<DaemonSet>('apps', 'v1', 'daemonsets');
export const DEPLOYMENTS = resource<Deployment>('apps', 'v1', 'deployments');
export const REPLICA_SETS = resource<ReplicaSet>('apps', 'v1', 'replicasets');
export const STATEFUL_SETS = resource<StatefulSet>('apps', 'v1', 'statefulsets');
export const HORIZONTAL_POD_AUTOSCALERS = resource<HorizontalPodAutoscaler>(
  'autoscaling',
  'v2',
  'horizontalpodautoscalers',
);
export const CRON_JOBS = resource<CronJob>('batch', 'v1', 'cronjobs');
export const JOBS = resource<Job>('batch', 'v1', 'jobs');
export const LEASES = resource<Lease>('coordination.k8s.io', 'v1', 'leases');
export const ENDPOINT_SLICES = resource<EndpointSlice>('discovery.k8s.io', 'v1', 'endpointslices');
export const POD_DISRUPTION_BUDGETS = resource<PodDisruptionBudget>('policy', 'v1', 'poddisruptionbudgets');
export const PERSISTENT_VOLUMES = resource<PersistentVolume>('', 'v1', 'persistentvolumes');
export const STORAGE_CLASSES = resource<StorageClass>('storage.k8s.io', 'v1', 'storageclasses');
export const RUNTIME_CLASSES = resource<RuntimeClass>('node.k8s.io', 'v1', 'runtimeclasses');
export const NETWORK_POLICIES = resource<NetworkPolicy>('networking.k8s.io', 'v1', 'networkpolicies');
export const CUSTOM_RESOURCE_DEFINITIONS = resource<CustomResourceDefinition>(
  'apiextensions.k8s.io',
  'v1',
  'customresourcedefinitions',
);
export const CLUSTER_ROLES = resource<ClusterRole>('rbac.authorization.k8s.io', 'v1', 'clusterroles');
export const CERTIFICATE_SIGNING_REQUESTS = resource<CertificateSigningRequest>(
  'certificates.k8s.io',
  'v1',
  'certificatesigningrequests',
);
export const SERVICE_CIDRS = resource<ServiceCidr>('networking.k8s.io', 'v1', 'servicecidrs');
export const IP_ADDRESSES = resource<IpAddress>('networking.k8s.io', 'v1', 'ipaddresses');
