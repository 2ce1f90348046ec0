import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import type { ApiService } from '../../resources/kinds/api-service.ts';
import { typed } from '../../resources/typed.ts';
import type { ServerState } from '../resource-request.ts';

export const API_SERVICES = 'apiregistration.k8s.io/apiservices';
const HTTPS_PORT = 443;

/** An APIService with `spec.service`: a group version that another API server answers for. */
export interface RemoteService {
  /** Of the APIService: `v1alpha1.wardle.example.com`. */
  readonly name: string;
  /** Another text with each change of the APIService. */
  readonly revision: string;
  readonly group: string;
  readonly version: string;
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number };
  readonly insecure: boolean;
  /** PEM; undefined: nobody is trusted. */
  readonly authority: string | undefined;
  readonly available: boolean;
}

const PATH = /^(?:\/openapi\/v3)?\/apis\/([^/]+)\/([^/]+)(?:\/|$)/;

/** The remote service behind `/apis/GROUP/VERSION`, what is below, and its OpenAPI document. */
export function remoteServiceOf(server: ServerState, path: string): RemoteService | undefined {
  const [, group, version] = PATH.exec(path) ?? [];
  if (group === undefined) return undefined;
  const stored = server.store.get({ resource: API_SERVICES, namespace: '', name: `${version}.${group}` });
  return stored && readRemoteService(stored);
}

/** All of them; usually none. */
export function remoteServices({ store }: ServerState): RemoteService[] {
  return store.list(API_SERVICES).flatMap((object) => readRemoteService(object) ?? []);
}

/** Undefined: the APIService is a local one. */
export function readRemoteService(object: KubernetesObject): RemoteService | undefined {
  const { spec, status } = typed<ApiService>(object);
  if (!spec?.service) return undefined;
  const { namespace = '', name = '', port = HTTPS_PORT } = spec.service;
  return {
    name: object.metadata.name ?? '',
    revision: `${object.metadata.uid} ${object.metadata.resourceVersion}`,
    group: spec.group ?? '',
    version: spec.version ?? '',
    service: { namespace, name, port },
    insecure: spec.insecureSkipTLSVerify ?? false,
    authority: spec.caBundle ? Buffer.from(spec.caBundle, 'base64').toString('utf8') : undefined,
    available: status?.conditions?.some(({ type, status }) => type === 'Available' && status === 'True') ?? false,
  };
}
