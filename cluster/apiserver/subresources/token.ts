import type { ApiResponse } from '../../machinery/api-transport.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, invalid } from '../../resources/field-error.ts';
import { API_AUDIENCES, type Bindings } from '../authentication/service-account-claims.ts';
import { issueToken } from '../authentication/token-issuer.ts';
import { refusals } from '../errors.ts';
import { isMap, type JsonMap } from '../json.ts';
import { getObject } from '../operations/get.ts';
import { type ResourceRequest, type ServerState, timestamp } from '../resource-request.ts';

const GROUP = 'authentication.k8s.io';
const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

/** POST serviceaccounts/NAME/token (pkg/registry/core/serviceaccount/storage/token.go). */
export function requestToken(server: ServerState, request: ResourceRequest): ApiResponse {
  const body = isMap(request.body) ? request.body : {};
  const spec = isMap(body.spec) ? body.spec : {};
  const metadata = isMap(body.metadata) ? body.metadata : {};
  refuseOtherName(request, metadata);
  const account = getObject(server, request);
  const { name, namespace, uid } = account.metadata;
  if (metadata.uid && metadata.uid !== uid) {
    const why = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`;
    throw refusals.conflict({ group: GROUP, plural: 'TokenRequest' }, request.name, why);
  }
  const asked = spec.expirationSeconds ?? DEFAULT_SECONDS;
  const errors = durationErrors(asked);
  if (errors.length > 0 || typeof asked !== 'number') throw refusals.invalid(GROUP, 'TokenRequest', '', errors);
  const given = Array.isArray(spec.audiences) ? spec.audiences.map(String) : [];
  const audiences = given.length > 0 ? given : API_AUDIENCES;
  const bindings = boundObject(server, request, spec.boundObjectRef);
  const token = issueToken(server, { account, audiences, expirationSeconds: asked, ...bindings });
  const now = server.clock.now();
  const boundObjectRef = isMap(spec.boundObjectRef) ? spec.boundObjectRef : null;
  return {
    status: 201,
    body: {
      kind: 'TokenRequest',
      apiVersion: `${GROUP}/v1`,
      metadata: { name, namespace, uid, creationTimestamp: timestamp(now) },
      spec: { audiences, expirationSeconds: asked, boundObjectRef },
      status: { token, expirationTimestamp: timestamp(now + asked * 1000) },
    },
  };
}

function refuseOtherName(request: ResourceRequest, metadata: JsonMap): void {
  for (const field of ['name', 'namespace'] as const) {
    if (!metadata[field] || metadata[field] === request[field]) continue;
    const error = invalid(`metadata.${field}`, metadata[field], `must match the service account ${field} if specified`);
    throw refusals.invalid(GROUP, 'TokenRequest', request.name, [error]);
  }
}

/** pkg/apis/authentication/validation.ValidateTokenRequest. */
function durationErrors(asked: unknown): FieldError[] {
  const field = 'spec.expirationSeconds';
  if (typeof asked !== 'number' || asked < LEAST_SECONDS) {
    return [invalid(field, asked, 'may not specify a duration less than 10 minutes')];
  }
  return asked > MOST_SECONDS ? [invalid(field, asked, 'may not specify a duration larger than 2^32 seconds')] : [];
}

function boundObject(server: ServerState, request: ResourceRequest, reference: unknown): Bindings {
  if (!isMap(reference)) return {};
  const kind = String(reference.kind ?? '');
  const name = String(reference.name ?? '');
  const place = reference.apiVersion === 'v1' ? BINDABLE[kind] : undefined;
  if (!place) {
    throw refusals.badRequest(`cannot bind token to object of type ${groupVersionKind(reference.apiVersion, kind)}`);
  }
  const namespace = place.resource === 'nodes' ? '' : request.namespace;
  const object = server.store.get({ resource: place.resource, namespace, name });
  if (!object) throw refusals.notFound({ group: '', plural: place.resource }, name);
  if (place.as === 'pod') refuseOtherAccount(request, object);
  if (reference.uid && reference.uid !== object.metadata.uid) {
    const why = `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw refusals.conflict({ group: '', plural: kind }, name, why);
  }
  return { [place.as]: object };
}

const BINDABLE: Readonly<Record<string, { readonly resource: string; readonly as: 'pod' | 'node' | 'secret' }>> = {
  Pod: { resource: 'pods', as: 'pod' },
  Node: { resource: 'nodes', as: 'node' },
  Secret: { resource: 'secrets', as: 'secret' },
};

function refuseOtherAccount(request: ResourceRequest, pod: KubernetesObject): void {
  const account = isMap(pod.spec) ? pod.spec.serviceAccountName || 'default' : 'default';
  if (account === request.name) return;
  throw refusals.badRequest(
    `cannot bind token for serviceaccount ${JSON.stringify(request.name)} to pod running with different serviceaccount name.`,
  );
}

/** As Go prints a schema.GroupVersionKind: `apps/v1, Kind=Deployment`. */
function groupVersionKind(apiVersion: unknown, kind: string): string {
  const text = typeof apiVersion === 'string' ? apiVersion : '';
  return `${text.includes('/') ? text : `/${text}`}, Kind=${kind}`;
}
