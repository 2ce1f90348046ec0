import { type JsonObject, recordAt, recordsAt, stringAt } from '../json.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import { describeIngress, endpointsText } from './networking.ts';
import type { Lines } from './parts.ts';
import { slicesOf } from './related.ts';

interface Behind {
  /** Or what the server said instead of it. */
  readonly service: JsonObject | string;
  readonly slices: readonly JsonObject[];
}

/** An Ingress with what stands behind each of its backends. */
export async function ingressLines(session: Session, { namespace }: Target, object: JsonObject): Promise<Lines> {
  const paths = recordsAt(object, 'spec', 'rules').flatMap((rule) => recordsAt(rule, 'http', 'paths'));
  const backends = [recordAt(object, 'spec', 'defaultBackend'), ...paths.map((path) => recordAt(path, 'backend'))];
  const names = new Set(backends.map((backend) => stringAt(backend, 'service', 'name')).filter(Boolean));
  const behind = new Map<string, Behind>();
  for (const name of names) {
    const service = await session.client
      .json({ path: `/api/v1/namespaces/${namespace}/services/${name}` })
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    behind.set(name, { service, slices: await slicesOf(session, namespace, name) });
  }
  return describeIngress(object, (backend) => backendText(backend, behind));
}

function backendText(backend: JsonObject, behind: ReadonlyMap<string, Behind>): string {
  const resource = recordAt(backend, 'resource');
  if (resource)
    return `APIGroup: ${stringAt(resource, 'apiGroup') || '<none>'}, Kind: ${stringAt(resource, 'kind')}, Name: ${stringAt(resource, 'name')}`;
  const name = stringAt(backend, 'service', 'name');
  const port = stringAt(backend, 'service', 'port', 'number') || stringAt(backend, 'service', 'port', 'name');
  const found = behind.get(name);
  if (!found) return '';
  if (typeof found.service === 'string') return `${name}:${port} (<error: ${found.service}>)`;
  const spec = recordsAt(found.service, 'spec', 'ports').find(
    (item) => stringAt(item, 'port') === port || stringAt(item, 'name') === port,
  );
  return `${name}:${port} (${endpointsText(found.slices, stringAt(spec, 'name'))})`;
}
