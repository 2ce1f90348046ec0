import { KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, recordsAt, stringAt, stringMapAt, valueAt } from '../json.ts';
import type { Session } from '../session.ts';

/** `NAME`, `pod/NAME` or `deploy/NAME`, `svc/NAME` …: the pods behind it, the ready ones first. */
export async function podsBehind(session: Session, argument: string): Promise<JsonObject[]> {
  const slash = argument.indexOf('/');
  const type = slash < 0 ? 'pods' : argument.slice(0, slash);
  const name = argument.slice(slash + 1);
  const resource = await session.resource(type);
  const { namespace, client } = session;
  const base = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`;
  const object = await client.json({
    path: `${base}/namespaces/${namespace}/${resource.name}/${encodeURIComponent(name)}`,
  });
  if (resource.name === 'pods' && !resource.group) return [object];
  const selector = selectorOf(object);
  if (!selector)
    throw new KubectlError(
      `error: cannot get the logs from ${resource.kind}: selector is empty`.replace(
        'cannot get the logs from',
        'no pods can be found for',
      ),
    );
  const list = await client.json({ path: `/api/v1/namespaces/${namespace}/pods`, query: { labelSelector: selector } });
  const pods = [...recordsAt(list, 'items')];
  if (pods.length === 0) throw new KubectlError(`error: timed out waiting for the condition`);
  return pods.sort((a, b) => Number(isReady(b)) - Number(isReady(a)));
}

/** The label selector of a workload (`spec.selector.matchLabels`) or a Service (`spec.selector`). */
export function selectorOf(object: unknown): string {
  const nested = valueAt(object, 'spec', 'selector', 'matchLabels') !== undefined;
  const labels = nested
    ? stringMapAt(object, 'spec', 'selector', 'matchLabels')
    : stringMapAt(object, 'spec', 'selector');
  return labels.map(([key, value]) => `${key}=${value}`).join(',');
}

export function isReady(pod: JsonObject): boolean {
  return recordsAt(pod, 'status', 'conditions').some(
    (condition) => condition['type'] === 'Ready' && condition['status'] === 'True',
  );
}

export function containerNames(pod: JsonObject): string[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((field) =>
    recordsAt(pod, 'spec', field).map((container) => stringAt(container, 'name')),
  );
}

/** The container meant when none is named: the annotated one, else the first. */
export function defaultContainer(pod: JsonObject): { name: string; isOneOfMany: boolean } {
  const names = containerNames(pod);
  const annotated = stringAt(pod, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container');
  if (annotated && names.includes(annotated)) return { name: annotated, isOneOfMany: false };
  const first = names[0];
  if (first === undefined) throw new KubectlError(`error: pod ${nameOf(pod)} does not have any containers`);
  return { name: first, isOneOfMany: names.length > 1 };
}
