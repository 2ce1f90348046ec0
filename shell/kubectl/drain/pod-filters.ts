import { AggregateFailure, isNotFound } from '../errors.ts';
import { type JsonObject, nameOf, namespaceOf, recordAt, recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';

const DAEMONS = 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)';
const LOCAL = 'Pods with local storage (use --delete-emptydir-data to override)';
const UNMANAGED = 'cannot delete Pods that declare no controller (use --force to override)';

/** What a filter says of a pod; `warning` and `problem` are groups of pods that are told together. */
interface Verdict {
  readonly goes: boolean;
  readonly warning?: string;
  readonly problem?: string;
}

export interface Filtered {
  readonly pods: JsonObject[];
  /** '' without any. */
  readonly warnings: string;
}

export const podLabel = (pod: JsonObject): string => `${namespaceOf(pod)}/${nameOf(pod)}`;

/** kubectl's drain filters: which pods of a node go. Throws what forbids to drain it. */
export async function filterPods(session: Session, pods: readonly JsonObject[]): Promise<Filtered> {
  const verdicts: { pod: JsonObject; verdict: Verdict }[] = [];
  for (const pod of pods) verdicts.push({ pod, verdict: await judge(session, pod) });
  const groups = (field: 'warning' | 'problem') => {
    const found = new Map<string, string[]>();
    for (const { pod, verdict } of verdicts) {
      const text = verdict[field];
      if (text) found.set(text, [...(found.get(text) ?? []), podLabel(pod)]);
    }
    return [...found].map(([text, names]) => `${text}: ${names.join(', ')}`);
  };
  const problems = groups('problem');
  if (problems.length > 0) throw new AggregateFailure(problems.map((text) => new Error(`cannot delete ${text}`)));
  return {
    pods: verdicts.filter(({ verdict }) => verdict.goes).map(({ pod }) => pod),
    warnings: groups('warning').join('; '),
  };
}

/** The filters in order; the first that keeps a pod ends it, and the last warning counts. */
async function judge(session: Session, pod: JsonObject): Promise<Verdict> {
  let verdict: Verdict = { goes: true };
  for (const filter of [skipDeleted, daemonSet, mirrorPod, localStorage, unmanaged]) {
    verdict = await filter(session, pod);
    if (!verdict.goes) break;
  }
  return verdict;
}

const GOES: Verdict = { goes: true };
const hasEnded = (pod: JsonObject) => ['Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase'));
const controllerOf = (pod: JsonObject) =>
  recordsAt(pod, 'metadata', 'ownerReferences').find((owner) => owner['controller'] === true);

/** Whether its deletion has taken longer than --skip-wait-for-delete-timeout allows. */
export function isSkipped(session: Session, pod: JsonObject): boolean {
  const seconds = session.flags.integer('skip-wait-for-delete-timeout');
  const deleted = stringAt(pod, 'metadata', 'deletionTimestamp');
  return seconds > 0 && deleted !== '' && (session.now() - Date.parse(deleted)) / 1000 > seconds;
}

function skipDeleted(session: Session, pod: JsonObject): Verdict {
  return isSkipped(session, pod) ? { goes: false } : GOES;
}

async function daemonSet(session: Session, pod: JsonObject): Promise<Verdict> {
  const owner = controllerOf(pod);
  if (owner?.['kind'] !== 'DaemonSet' || owner['apiVersion'] !== 'apps/v1' || hasEnded(pod)) return GOES;
  const path = `/apis/apps/v1/namespaces/${namespaceOf(pod)}/daemonsets/${stringAt(owner, 'name')}`;
  try {
    await session.client.json({ path });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isNotFound(error) && session.flags.boolean('force')) return { goes: true, warning: error.message };
    return { goes: false, problem: error.message };
  }
  if (!session.flags.boolean('ignore-daemonsets')) return { goes: false, problem: DAEMONS };
  return { goes: false, warning: 'ignoring DaemonSet-managed Pods' };
}

function mirrorPod(_session: Session, pod: JsonObject): Verdict {
  return recordAt(pod, 'metadata', 'annotations')?.['kubernetes.io/config.mirror'] === undefined
    ? GOES
    : { goes: false };
}

function localStorage({ flags }: Session, pod: JsonObject): Verdict {
  const isLocal = recordsAt(pod, 'spec', 'volumes').some((volume) => recordAt(volume, 'emptyDir'));
  if (!isLocal || hasEnded(pod)) return GOES;
  if (!flags.boolean('delete-emptydir-data')) return { goes: false, problem: LOCAL };
  return { goes: true, warning: 'deleting Pods with local storage' };
}

function unmanaged({ flags }: Session, pod: JsonObject): Verdict {
  if (hasEnded(pod) || controllerOf(pod)) return GOES;
  if (!flags.boolean('force')) return { goes: false, problem: UNMANAGED };
  return { goes: true, warning: 'deleting Pods that declare no controller' };
}
