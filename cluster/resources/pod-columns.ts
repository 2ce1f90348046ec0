import type { ContainerStatus, Pod } from 'kubernetes-types/core/v1.d.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from './columns.ts';
import { ageOf } from './human-duration.ts';
import type { TableColumn } from './resource-definition.ts';

/** What `kubectl get pods` says of a pod. Source: pkg/printers/internalversion.printPod. */
export interface PodSummary {
  readonly ready: string;
  readonly status: string;
  readonly restarts: number;
  /** When the last container that has restarted had ended. */
  readonly lastRestart?: string | undefined;
}

export const podColumns: readonly TableColumn[] = [
  nameColumn,
  textColumn<Pod>('Ready', (pod) => summaryOf(pod).ready),
  textColumn<Pod>('Status', (pod) => summaryOf(pod).status),
  textColumn<Pod>('Restarts', (pod, { nowMs }) => {
    const { restarts, lastRestart } = summaryOf(pod);
    return restarts > 0 && lastRestart ? `${restarts} (${ageOf(lastRestart, nowMs)} ago)` : String(restarts);
  }),
  ageColumn,
  wideColumn<Pod>('IP', (pod) => pod.status?.podIPs?.[0]?.ip || '<none>'),
  wideColumn<Pod>('Node', (pod) => pod.spec?.nodeName || '<none>'),
  wideColumn<Pod>('Nominated Node', (pod) => pod.status?.nominatedNodeName || '<none>'),
  wideColumn<Pod>('Readiness Gates', readinessGates),
];

const summaries = new WeakMap<Pod, PodSummary>();

function summaryOf(pod: Pod): PodSummary {
  let summary = summaries.get(pod);
  if (!summary) {
    summary = podSummary(pod);
    summaries.set(pod, summary);
  }
  return summary;
}

interface Tally {
  restarts: number;
  lastRestart: string | undefined;
  ready: number;
}

export function podSummary(pod: Pod): PodSummary {
  const sidecars = new Set(
    (pod.spec?.initContainers ?? []).filter((init) => init.restartPolicy === 'Always').map((init) => init.name),
  );
  const total = (pod.spec?.containers.length ?? 0) + sidecars.size;
  const init = initTally(pod, sidecars);
  let { tally, reason } = { tally: init.all, reason: init.reason ?? baseReason(pod) };
  if (init.reason === undefined || conditionIs(pod, 'Initialized')) {
    tally = { ...init.sidecars, ready: init.all.ready };
    reason = mainReason(pod, reason, tally);
  }
  return {
    ready: `${tally.ready}/${total}`,
    status: deletionReason(pod) ?? reason,
    restarts: tally.restarts,
    lastRestart: tally.lastRestart,
  };
}

function baseReason(pod: Pod): string {
  const gated = pod.status?.conditions?.some(
    (condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : pod.status?.reason || pod.status?.phase || '';
}

function deletionReason(pod: Pod): string | undefined {
  if (!pod.metadata?.deletionTimestamp) return undefined;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  return ['Failed', 'Succeeded'].includes(pod.status?.phase ?? '') ? undefined : 'Terminating';
}

/** Goes through the init containers up to the first that has not ended well. */
function initTally(
  pod: Pod,
  sidecars: ReadonlySet<string>,
): { all: Tally; sidecars: Tally; reason: string | undefined } {
  const all: Tally = { restarts: 0, lastRestart: undefined, ready: 0 };
  const ofSidecars: Tally = { restarts: 0, lastRestart: undefined, ready: 0 };
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const isSidecar = sidecars.has(status.name);
    countRestarts(all, status);
    if (isSidecar) countRestarts(ofSidecars, status);
    if (status.state?.terminated?.exitCode === 0) continue;
    if (isSidecar && status.started) {
      if (status.ready) all.ready++;
      continue;
    }
    const reason = initReason(status, index, pod.spec?.initContainers?.length ?? 0);
    return { all, sidecars: ofSidecars, reason };
  }
  return { all, sidecars: ofSidecars, reason: undefined };
}

function initReason({ state }: ContainerStatus, index: number, count: number): string {
  if (state?.terminated) return `Init:${endReason(state.terminated)}`;
  if (state?.waiting?.reason && state.waiting.reason !== 'PodInitializing') return `Init:${state.waiting.reason}`;
  return `Init:${index}/${count}`;
}

function mainReason(pod: Pod, initial: string, tally: Tally): string {
  let reason = initial;
  let hasRunning = false;
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    countRestarts(tally, status);
    const { waiting, terminated, running } = status.state ?? {};
    if (waiting?.reason) reason = waiting.reason;
    else if (terminated) reason = endReason(terminated);
    else if (status.ready && running) {
      hasRunning = true;
      tally.ready++;
    }
  }
  if (reason === 'Completed' && hasRunning) return conditionIs(pod, 'Ready') ? 'Running' : 'NotReady';
  return reason;
}

function endReason(terminated: { reason?: string; signal?: number; exitCode: number }): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

function countRestarts(tally: Tally, status: ContainerStatus): void {
  tally.restarts += status.restartCount;
  const ended = status.lastState?.terminated?.finishedAt;
  if (ended && (!tally.lastRestart || Date.parse(ended) > Date.parse(tally.lastRestart))) tally.lastRestart = ended;
}

function conditionIs(pod: Pod, type: string): boolean {
  return pod.status?.conditions?.find((condition) => condition.type === type)?.status === 'True';
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  return `${gates.filter((gate) => conditionIs(pod, gate.conditionType)).length}/${gates.length}`;
}
