import { type JsonObject, recordsAt, stringAt } from '../json.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';

/** The items of a collection. */
export async function list(
  session: Session,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly JsonObject[]> {
  return recordsAt(await session.client.json({ path, query }), 'items');
}

export const slicesOf = (session: Session, namespace: string, service: string): Promise<readonly JsonObject[]> =>
  list(session, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
    labelSelector: `kubernetes.io/service-name=${service}`,
  });

/** What is told about an object by events; kubelets name a node by its name instead of its uid. */
export async function eventsOf(session: Session, target: Target): Promise<readonly JsonObject[]> {
  const { object, namespace, name, resource } = target;
  const mirrored = stringAt(object, 'metadata', 'annotations', 'kubernetes.io/config.mirror');
  const found = await eventsWith(session, target, mirrored || stringAt(object, 'metadata', 'uid'));
  if (resource.kind !== 'Node' || namespace) return found;
  return [...found, ...(await eventsWith(session, target, name))];
}

function eventsWith(
  session: Session,
  { namespace, name, resource }: Target,
  uid: string,
): Promise<readonly JsonObject[]> {
  const selector = [
    `involvedObject.name=${name}`,
    `involvedObject.namespace=${namespace}`,
    // Events of pods may be about one of their containers.
    ...(resource.kind === 'Pod' ? [] : [`involvedObject.kind=${resource.kind}`]),
    `involvedObject.uid=${uid}`,
  ];
  const where = namespace ? `/api/v1/namespaces/${namespace}/events` : '/api/v1/events';
  return list(session, where, { fieldSelector: selector.join(',') });
}
