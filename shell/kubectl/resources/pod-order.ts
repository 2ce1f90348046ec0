import { type JsonObject, recordsAt, stringAt } from '../json.ts';
import { isReady } from './pods.ts';

/** kubectl's podutils: which of several pods comes first. */
export type PodOrder = (a: JsonObject, b: JsonObject) => number;

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const node = (pod: JsonObject) => stringAt(pod, 'spec', 'nodeName');
const created = (pod: JsonObject) => stringAt(pod, 'metadata', 'creationTimestamp');
const deleted = (pod: JsonObject) => stringAt(pod, 'metadata', 'deletionTimestamp');
const readySince = (pod: JsonObject) =>
  stringAt(
    recordsAt(pod, 'status', 'conditions').find((item) => item['type'] === 'Ready' && item['status'] === 'True'),
    'lastTransitionTime',
  );

/** [regular, sidecar]: the highest restart counts. */
function restarts(pod: JsonObject): readonly [number, number] {
  const sidecars = new Set(
    recordsAt(pod, 'spec', 'initContainers')
      .filter((container) => container['restartPolicy'] === 'Always')
      .map((container) => container['name']),
  );
  const most = (field: string, counts: (status: JsonObject) => boolean) =>
    Math.max(
      0,
      ...recordsAt(pod, 'status', field)
        .filter(counts)
        .map((status) => Number(stringAt(status, 'restartCount'))),
    );
  return [
    most('containerStatuses', () => true),
    most('initContainerStatuses', (status) => sidecars.has(status['name'])),
  ];
}

const flag = (value: boolean) => Number(value);

/** Earlier moments first; none at all is later than any. */
function byMoment(a: string, b: string): number {
  if (a === b) return 0;
  if (!a || !b) return a ? -1 : 1;
  return Date.parse(a) - Date.parse(b);
}

/** More restarts first. */
function byRestarts(a: JsonObject, b: JsonObject): number {
  const [left, right] = [restarts(a), restarts(b)];
  return right[0] - left[0] || right[1] - left[1];
}

/** ByLogging: the pod that most likely has something to say first. */
export const byLogging: PodOrder = (a, b) => {
  const unassigned = flag(!node(a)) - flag(!node(b));
  const phase = (pod: JsonObject) => ({ Running: 0, Unknown: 1, Pending: 2 })[stringAt(pod, 'status', 'phase')] ?? 0;
  return (
    unassigned ||
    phase(a) - phase(b) ||
    flag(isReady(b)) - flag(isReady(a)) ||
    (isReady(a) && isReady(b) ? byMoment(readySince(a), readySince(b)) : 0) ||
    byRestarts(a, b) ||
    byMoment(created(a), created(b))
  );
};

/** ActivePods, reversed: the pod that has been of use for longest first. */
export const mostActive: PodOrder = (a, b) => {
  const phase = (pod: JsonObject) => PHASES[stringAt(pod, 'status', 'phase')] ?? 0;
  return (
    flag(!node(a)) - flag(!node(b)) ||
    phase(b) - phase(a) ||
    flag(isReady(b)) - flag(isReady(a)) ||
    flag(deleted(a) !== '') - flag(deleted(b) !== '') ||
    -byMoment(deleted(a), deleted(b)) ||
    (isReady(a) && isReady(b) ? byMoment(readySince(a), readySince(b)) : 0) ||
    -byRestarts(a, b) ||
    byMoment(created(a), created(b))
  );
};
