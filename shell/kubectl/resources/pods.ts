import { watchEvents } from '../client/watch.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, listAt, nameOf, recordAt, recordsAt, stringAt, stringMapAt, valueAt } from '../json.ts';
import type { Session } from '../session.ts';
import type { PodOrder } from './pod-order.ts';
import { queryPath } from './target.ts';

export const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The object behind `NAME`, `TYPE/NAME` or `TYPE NAME`; a name alone is a pod's. */
export async function objectNamed(session: Session, args: readonly string[]): Promise<JsonObject> {
  const [first = '', second] = args;
  const slash = first.indexOf('/');
  const type = second !== undefined ? first : slash < 0 ? 'pods' : first.slice(0, slash);
  const name = second ?? first.slice(slash + 1);
  if (slash >= 0 && (name.includes('/') || second !== undefined))
    throw new KubectlError('error: arguments in resource/name form may not have more than one slash');
  const resource = await session.resource(type);
  const namespace = resource.namespaced ? session.namespace : '';
  return session.client.json({ path: queryPath({ resource, namespace, name }) });
}

export interface PodsBehindOptions {
  /** What kubectl was about, for errors: `attach to`, `get the logs from`. */
  readonly doing: string;
  readonly order: PodOrder;
  /** How long to wait for the first pod. */
  readonly timeoutMs: number;
}

/** The pods of a workload or a Service, the best first; a pod is its own. Never empty. */
export async function podsBehind(
  session: Session,
  object: JsonObject,
  { doing, order, timeoutMs }: PodsBehindOptions,
): Promise<JsonObject[]> {
  if (object['kind'] === 'Pod') return [object];
  const namespace = stringAt(object, 'metadata', 'namespace') || session.namespace;
  const labelSelector = selectorFor(object, doing);
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const list = await session.client.json({ path, query: { labelSelector } });
  const pods = [...recordsAt(list, 'items')].sort(order);
  if (pods.length > 0) return pods;
  return [await firstPod(session, path, labelSelector, stringAt(list, 'metadata', 'resourceVersion'), timeoutMs)];
}

async function firstPod(
  session: Session,
  path: string,
  labelSelector: string,
  resourceVersion: string,
  timeoutMs: number,
): Promise<JsonObject> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  session.process.signal.addEventListener('abort', stop, { once: true });
  const cancel = timeoutMs > 0 ? session.machine.clock.schedule(timeoutMs, stop) : () => {};
  try {
    const query = { labelSelector, resourceVersion };
    for await (const { type, object } of watchEvents(session, path, 'application/json', query, controller.signal))
      if (type === 'ADDED' || type === 'MODIFIED') return object;
  } catch (error) {
    if (!controller.signal.aborted || session.process.signal.aborted) throw error;
  } finally {
    cancel();
    session.process.signal.removeEventListener('abort', stop);
  }
  throw new KubectlError('error: timed out waiting for the condition');
}

const WITH_PODS = new Set(['ReplicationController', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Deployment', 'Job']);

/** polymorphichelpers.SelectorsForObject. */
function selectorFor(object: JsonObject, doing: string): string {
  const kind = stringAt(object, 'kind');
  const goType = `*${stringAt(object, 'apiVersion').replace(/^.*\//, '')}.${kind}`;
  const refuse = (why: string) => new KubectlError(`error: cannot ${doing} ${goType}: ${why}`);
  if (kind === 'Service') {
    if (stringMapAt(object, 'spec', 'selector').length === 0)
      throw refuse(`invalid service '${nameOf(object)}': Service is defined without a selector`);
  } else if (!WITH_PODS.has(kind)) throw refuse(`selector for ${goType} not implemented`);
  return selectorOf(object);
}

/** The label selector of a workload (`spec.selector`), a Service or a ReplicationController, as the API takes it. */
export function selectorOf(object: unknown): string {
  const selector = recordAt(object, 'spec', 'selector');
  const isSet = valueAt(selector, 'matchLabels') !== undefined || valueAt(selector, 'matchExpressions') !== undefined;
  return isSet ? labelSelectorText(selector) : stringMapAt(selector).map(pairText).join(',');
}

const pairText = ([key, value]: readonly [string, string]) => `${key}=${value}`;

/** metav1.LabelSelectorAsSelector's text: requirements by key. */
export function labelSelectorText(selector: unknown): string {
  const expressions = recordsAt(selector, 'matchExpressions').map((item): [string, string] => {
    const key = stringAt(item, 'key');
    const values = listAt(item, 'values').map(String).sort().join(',');
    const operator = stringAt(item, 'operator');
    if (operator === 'In') return [key, `${key} in (${values})`];
    if (operator === 'NotIn') return [key, `${key} notin (${values})`];
    return [key, operator === 'DoesNotExist' ? `!${key}` : key];
  });
  const pairs = stringMapAt(selector, 'matchLabels').map((pair): [string, string] => [pair[0], pairText(pair)]);
  return [...pairs, ...expressions]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join(',');
}

export function isReady(pod: JsonObject): boolean {
  return recordsAt(pod, 'status', 'conditions').some(
    (condition) => condition['type'] === 'Ready' && condition['status'] === 'True',
  );
}

const names = (pod: JsonObject, field: string) =>
  recordsAt(pod, 'spec', field).map((container) => stringAt(container, 'name'));

/** In the order in which kubectl looks for a name (podcmd.FindContainerByName). */
export function containerNames(pod: JsonObject): string[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((field) => names(pod, field));
}

export function containerNamed(pod: JsonObject, name: string): JsonObject | undefined {
  return ['containers', 'initContainers', 'ephemeralContainers']
    .flatMap((field) => recordsAt(pod, 'spec', field))
    .find((container) => container['name'] === name);
}

/** podcmd.AllContainerNames. */
export function allContainersText(pod: JsonObject): string {
  return [
    ...names(pod, 'containers'),
    ...names(pod, 'ephemeralContainers').map((name) => `${name} (ephem)`),
    ...names(pod, 'initContainers').map((name) => `${name} (init)`),
  ].join(', ');
}

/** The container asked for, the annotated one, or the first, which is said (podcmd.FindOrDefaultContainerByName). */
export async function chosenContainer(
  session: Pick<Session, 'error'>,
  pod: JsonObject,
  { asked, quiet }: { readonly asked: string; readonly quiet: boolean },
): Promise<JsonObject> {
  if (asked) {
    const found = containerNamed(pod, asked);
    if (found) return found;
    throw new KubectlError(`error: container ${asked} not found in pod ${nameOf(pod)}`);
  }
  const annotated = containerNamed(pod, stringAt(pod, 'metadata', 'annotations', DEFAULT_CONTAINER));
  if (annotated) return annotated;
  const first = recordsAt(pod, 'spec', 'containers')[0];
  if (!first)
    throw new KubectlError(
      `error: pod ${stringAt(pod, 'metadata', 'namespace')}/${nameOf(pod)} does not have any containers`,
    );
  if (!quiet && containerNames(pod).length > 1)
    await session.error(`Defaulted container "${stringAt(first, 'name')}" out of: ${allContainersText(pod)}\n`);
  return first;
}
