import type * as apiextensions from 'kubernetes-types/apiextensions/v1.js';
import type * as apps from 'kubernetes-types/apps/v1.js';
import type * as autoscaling from 'kubernetes-types/autoscaling/v2.js';
import type * as batch from 'kubernetes-types/batch/v1.js';
import type * as certificates from 'kubernetes-types/certificates/v1.js';
import type * as coordination from 'kubernetes-types/coordination/v1.js';
import type * as core from 'kubernetes-types/core/v1.js';
import type * as discovery from 'kubernetes-types/discovery/v1.js';
import type { Condition } from 'kubernetes-types/meta/v1.js';
import type * as networking from 'kubernetes-types/networking/v1.js';
import type * as node from 'kubernetes-types/node/v1.js';
import type * as policy from 'kubernetes-types/policy/v1.js';
import type * as rbac from 'kubernetes-types/rbac/v1.js';
import type * as storage from 'kubernetes-types/storage/v1.js';
import type { KubernetesObject, ObjectMeta } from '../machinery/kubernetes-object.ts';

/** What the server has filled in on every stored object. Namespace is '' on cluster-scoped ones only in name: it is absent. */
interface StoredMetadata extends ObjectMeta {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly creationTimestamp: string;
}

/** An object as the API gives it: frozen, with the metadata that the server fills and the spec that validation requires. */
export type Stored<T> = KubernetesObject &
  Omit<T, 'metadata' | 'spec'> & { readonly metadata: StoredMetadata } & (T extends { spec?: infer S }
    ? { readonly spec: NonNullable<S> }
    : unknown);
/** The same, of a namespaced resource. */
export type StoredInNamespace<T> = Stored<T> & { readonly metadata: { readonly namespace: string } };

export type Node = Stored<core.Node>;
export type Namespace = Stored<core.Namespace>;
export type Pod = StoredInNamespace<core.Pod>;
export type Service = StoredInNamespace<core.Service>;
export type ServiceAccount = StoredInNamespace<core.ServiceAccount>;
export type Endpoints = StoredInNamespace<core.Endpoints>;
export type ConfigMap = StoredInNamespace<core.ConfigMap>;
export type PersistentVolumeClaim = StoredInNamespace<core.PersistentVolumeClaim>;
export type ReplicationController = StoredInNamespace<core.ReplicationController>;
export type Secret = StoredInNamespace<core.Secret>;
export type CoreEvent = StoredInNamespace<core.Event>;
export type EndpointSlice = StoredInNamespace<discovery.EndpointSlice>;
export type Lease = StoredInNamespace<coordination.Lease>;
export type Deployment = StoredInNamespace<apps.Deployment>;
export type ReplicaSet = StoredInNamespace<apps.ReplicaSet>;
export type DaemonSet = StoredInNamespace<apps.DaemonSet>;
export type ControllerRevision = StoredInNamespace<apps.ControllerRevision>;
export type StatefulSet = StoredInNamespace<apps.StatefulSet>;
export type Job = StoredInNamespace<batch.Job>;
export type CronJob = StoredInNamespace<batch.CronJob>;
export type HorizontalPodAutoscaler = StoredInNamespace<autoscaling.HorizontalPodAutoscaler>;
export type PodDisruptionBudget = StoredInNamespace<policy.PodDisruptionBudget>;
export type PersistentVolume = Stored<core.PersistentVolume>;
export type StorageClass = Stored<storage.StorageClass>;
export type RuntimeClass = Stored<node.RuntimeClass>;
export type NetworkPolicy = StoredInNamespace<networking.NetworkPolicy>;
export type CustomResourceDefinition = Stored<apiextensions.CustomResourceDefinition>;
export type ClusterRole = Stored<rbac.ClusterRole>;
export type CertificateSigningRequest = Stored<certificates.CertificateSigningRequest>;

/** networking.k8s.io/v1 ServiceCIDR and IPAddress, which the types do not know yet. */
interface ServiceCidrObject {
  metadata?: core.Node['metadata'];
  spec?: { readonly cidrs: readonly string[] };
  status?: { readonly conditions?: readonly Condition[] };
}
interface IpAddressObject {
  metadata?: core.Node['metadata'];
  spec?: {
    readonly parentRef: {
      readonly group?: string;
      readonly resource: string;
      readonly namespace?: string;
      readonly name: string;
    };
  };
}
export type ServiceCidr = Stored<ServiceCidrObject>;
export type IpAddress = Stored<IpAddressObject>;
