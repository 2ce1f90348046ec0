import type { UserInfo } from '../machinery/api-transport.ts';
import type { Clock } from '../machinery/clock.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { Random } from '../machinery/random.ts';
import type { FieldError } from './field-error.ts';
import type { Schema } from './schema.ts';
import type { Decoding } from './strict-decoding.ts';

/** A JSON object that may still be changed: before it is stored. */
export type MutableObject = { apiVersion: string; kind: string; metadata: Record<string, unknown> } & Record<
  string,
  unknown
>;

/** One resource kind in one version: everything the API server needs to serve it. One file a kind, one line in the table. */
export interface ResourceDefinition {
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** `all` puts it into `kubectl get all`. */
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** In discovery's order. Reviews (SelfSubjectAccessReview …) only create. */
  readonly verbs: readonly Verb[];
  readonly subresources: readonly SubresourceDefinition[];
  /** Name in the schema table: `io.k8s.api.apps.v1.Deployment`. */
  readonly schema: string;
  /** The structure of a custom resource's objects, which the schema table does not have; `schema` is '' then. */
  readonly structure?: Schema;
  /** NAME and AGE included, as the real server prints them. */
  readonly columns: readonly TableColumn[];
  /** The order of a table's rows; absent: as they are listed. */
  compareRows?(a: KubernetesObject, b: KubernetesObject): number;
  /** Fills defaults in place; applying it twice changes nothing. Source: k8s.io/kubernetes pkg/apis/GROUP/VERSION/defaults.go. */
  defaults?(object: MutableObject): void;
  /** Before validation: drops status, sets generation, allocates. Source: pkg/registry/…/strategy.go. */
  prepareForCreate?(object: MutableObject, context: StrategyContext): void;
  prepareForUpdate?(object: MutableObject, old: KubernetesObject, context: StrategyContext): void;
  /** Which part an update of the status subresource may change; absent: `status`. */
  prepareForStatusUpdate?(object: MutableObject, old: KubernetesObject, context: StrategyContext): void;
  /** The strategies of other subresources that write the object (approval), by name. */
  readonly prepareForSubresource?: Partial<Record<SubresourceDefinition['name'], PrepareForUpdate>>;
  validate?(object: KubernetesObject): FieldError[];
  validateUpdate?(object: KubernetesObject, old: KubernetesObject): FieldError[];
  /** `validateUpdate` alone judges updates: `validate` is for creations. */
  readonly updateStandsAlone?: boolean;
  /** What `validateUpdate` says comes before what `validate` says. */
  readonly updateComesFirst?: boolean;
  /** For updates of subresources (`status`, `approval`), instead of `validate` and `validateUpdate`. */
  validateSubresource?(object: KubernetesObject, old: KubernetesObject, subresource: string): FieldError[];
  /** After the object has gone: gives back what was allocated. */
  released?(object: KubernetesObject, context: StrategyContext): void;
  /** Fields besides metadata.name and metadata.namespace that fieldSelector knows. */
  selectableFields?(object: KubernetesObject): Record<string, string>;
  /** The version that discovery's storageVersionHash is about; absent: that of the conversion, or this one. */
  readonly storageVersion?: string;
  /** Present where objects are stored in another version or group: both are one resource. */
  readonly conversion?: VersionConversion;
  /** The objects themselves when none is stored: made anew for each request (componentstatuses). */
  computed?(): readonly KubernetesObject[];
  /** Present on kinds that a CustomResourceDefinition defines. */
  readonly custom?: CustomKind;
  /** When the deletion of an object is first asked for: finalizers and conditions that the server adds. */
  prepareForDelete?(object: KubernetesObject, clock: Clock): KubernetesObject;
  /** `Warning:` header text of every request for this kind, reads included. Source: k8s.io/api zz_generated.prerelease-lifecycle.go. */
  readonly deprecation?: string;
  /** `Warning:` header texts for a created or updated object. */
  warnings?(object: KubernetesObject, old?: KubernetesObject): string[];
  /** Answers a create without storing anything (reviews, tokens). */
  evaluate?(object: MutableObject, context: StrategyContext): MutableObject;
}

/** What is particular to a kind that a CustomResourceDefinition defines. */
export interface CustomKind {
  readonly listKind: string;
  /** A body from outside: without unknown fields, its metadata typed. Changes the object. Throws DecodingError. */
  decode(object: MutableObject): Decoding;
  /** A stored object as this version has it: pruned and defaulted by the schema of today. */
  readStored(object: KubernetesObject): KubernetesObject;
  /** Where the scale subresource finds its fields; absent: there is none. */
  readonly scale?: ScalePaths;
  /** The definition is going: nothing is created any more. */
  readonly terminating: boolean;
}

/** Fields of the scale subresource, a name each: `['spec', 'replicas']`. */
export interface ScalePaths {
  readonly specReplicas: readonly string[];
  readonly statusReplicas: readonly string[];
  readonly labelSelector?: readonly string[];
}

export type PrepareForUpdate = (object: MutableObject, old: KubernetesObject, context: StrategyContext) => void;

/** Between a served version and the stored one. Defaults run in the served version, strategy and validation in the stored one. */
export interface VersionConversion {
  /** The stored version's definition; a variant of it where requests by this version are validated otherwise. */
  readonly stored: ResourceDefinition;
  /** Both may share parts with what they are given, and change nothing in it. Label and field selectors match stored objects. */
  toStored(object: MutableObject): MutableObject;
  fromStored(object: KubernetesObject): KubernetesObject;
}

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

export interface SubresourceDefinition {
  readonly name:
    | 'status'
    | 'scale'
    | 'log'
    | 'exec'
    | 'attach'
    | 'portforward'
    | 'binding'
    | 'eviction'
    | 'token'
    | 'ephemeralcontainers'
    | 'finalize'
    | 'approval'
    | 'proxy'
    | 'resize';
  readonly verbs: readonly Verb[];
  /** Kind it reads or writes when it is another one: Scale, Binding, Eviction, TokenRequest. */
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string };
}

export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format: string;
  readonly description: string;
  /** 0: always; 1: with -o wide. */
  readonly priority: number;
  value(object: KubernetesObject, context: { readonly nowMs: number }): string | number | boolean | null;
}

/** What strategies may use of the server. Allocators throw a `FieldError` when they cannot give what is asked. */
export interface StrategyContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** `wanted`: that address; absent: any free one. */
  allocateClusterIp(wanted?: string): string;
  releaseClusterIp(address: string): void;
  allocateNodePort(wanted?: number): number;
  releaseNodePort(port: number): void;
}
