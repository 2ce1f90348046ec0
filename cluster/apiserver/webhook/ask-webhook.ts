import { isMap } from '../json.ts';
import type { ServerState } from '../resource-request.ts';
import type { WebhookCall } from './webhook-caller.ts';

/** clientConfig of a webhook: admissionregistration and CRD conversion have the same. */
export interface WebhookClientConfig {
  readonly url?: string;
  readonly service?: {
    readonly namespace: string;
    readonly name: string;
    readonly path?: string;
    readonly port?: number;
  };
  /** base64 of PEM. */
  readonly caBundle?: string;
}

const HTTPS_PORT = 443;

/**
 * POSTs a review and gives the JSON that came back (apiserver/pkg/util/webhook/client.go, client-go/rest/request.go).
 * Rejects with an Error in the real server's words; `timeoutSeconds` is part of the URL, as there.
 */
export async function askWebhook(
  server: ServerState,
  config: WebhookClientConfig,
  review: unknown,
  timeoutSeconds: number,
): Promise<unknown> {
  const target = targetOf(server, config);
  const query = `timeout=${timeoutSeconds}s`;
  const path = `${target.path}${target.path.includes('?') ? '&' : '?'}${query}`;
  const { body, status } = await post(server, `https://${target.authority}${path}`, {
    ...target,
    path,
    ...(config.caBundle && { caBundle: Buffer.from(config.caBundle, 'base64').toString('utf8') }),
    body: JSON.stringify(review),
    timeoutMs: timeoutSeconds * 1000,
  });
  if (status < 200 || status > 299) throw new Error(refusalText(status, body));
  try {
    return JSON.parse(body);
  } catch {
    throw new Error(
      `couldn't get version/kind; json parse error: invalid character in ${JSON.stringify(body.slice(0, 80))}`,
    );
  }
}

async function post(server: ServerState, url: string, call: WebhookCall) {
  try {
    return await server.callWebhook(call);
  } catch (error) {
    throw new Error(`Post ${JSON.stringify(url)}: ${error instanceof Error ? error.message : error}`);
  }
}

type Target = Pick<WebhookCall, 'host' | 'port' | 'serverName' | 'authority' | 'path'>;

function targetOf(server: ServerState, { service, url }: WebhookClientConfig): Target {
  if (service) return serviceTarget(server, service);
  if (!url) throw new Error('webhook configuration must have either service or URL');
  const { hostname, port, pathname, search } = new URL(url);
  return {
    host: hostname,
    port: port === '' ? HTTPS_PORT : Number(port),
    serverName: hostname,
    authority: port === '' ? hostname : `${hostname}:${port}`,
    path: `${pathname}${search}`,
  };
}

/** By the Service's ClusterIP (apiserver/pkg/util/proxy/proxy.go ResolveCluster). */
function serviceTarget(server: ServerState, service: NonNullable<WebhookClientConfig['service']>): Target {
  const { namespace, name, port = HTTPS_PORT } = service;
  const serverName = `${name}.${namespace}.svc`;
  const path = service.path ?? '/';
  const authority = `${serverName}:${port}`;
  const stored = server.store.get({ resource: 'services', namespace, name });
  const fail = (why: string) => new Error(`Post "https://${authority}${path}": ${why}`);
  if (!stored) throw fail(`service ${JSON.stringify(name)} not found`);
  const spec = isMap(stored.spec) ? stored.spec : {};
  if (spec.type === 'ExternalName') {
    return { host: String(spec.externalName), port, serverName, authority, path };
  }
  const ports = Array.isArray(spec.ports) ? spec.ports.filter(isMap) : [];
  if (!ports.some((candidate) => candidate.port === port)) {
    throw fail(`no service port ${port} found for service ${JSON.stringify(name)}`);
  }
  return { host: String(spec.clusterIP), port, serverName, authority, path };
}

/** client-go/rest/request.go newUnstructuredResponseError, NewGenericServerResponse. */
function refusalText(status: number, body: string): string {
  switch (status) {
    case 400:
      return 'the server rejected our request for an unknown reason';
    case 401:
      return 'the server has asked for the client to provide credentials';
    case 403:
      return body.trim() || 'unknown';
    case 404:
      return 'the server could not find the requested resource';
    case 405:
      return 'the server does not allow this method on the requested resource';
    case 503:
      return 'the server is currently unable to handle the request';
    case 504:
      return 'the server was unable to return a response in the time allotted, but may still be processing the request';
    default:
      return status >= 500
        ? `an error on the server (${JSON.stringify(body.trim() || 'unknown')}) has prevented the request from succeeding`
        : `the server responded with the status code ${status} but did not return more information`;
  }
}
