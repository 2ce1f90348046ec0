import type { PodCondition, PodStatus } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import { toTime } from '../client/timestamps.ts';
import { type ContainerState, isRunning, restartsAfterEnd } from './container-state.ts';
import { containerStatus, isReady } from './container-status.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodFailure } from './pod-deadline.ts';
import type { PodWorker } from './pod-worker.ts';

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';
type NewCondition = { type: string; status: 'True' | 'False'; reason?: string; message?: string };

/** In the order the kubelet writes them; conditions of others follow. */
const OWN_CONDITIONS = [
  'PodResizePending',
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
];

/** The status of a pod as its worker knows it (kubelet_pods.go generateAPIPodStatus, pkg/kubelet/status/generate.go). */
export function podStatus(context: KubeletContext, pod: Pod, worker: PodWorker): PodStatus {
  const initialized = worker.initialized();
  const waitingReason = worker.init.length > 0 && !initialized ? 'PodInitializing' : 'ContainerCreating';
  const phase = phaseOf(pod, worker, initialized);
  const address = worker.sandbox?.address ?? pod.status?.podIP;
  const generation = pod.metadata.generation;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  const wanted = newConditions(pod, worker, phase, initialized);
  return {
    ...observed,
    phase,
    conditions: mergeConditions(pod, wanted, context.clock.now(), observed),
    hostIP: context.node.address,
    hostIPs: [{ ip: context.node.address }],
    ...(address ? { podIP: address, podIPs: [{ ip: address }] } : {}),
    startTime: toTime(worker.startedMs),
    ...(worker.init.length > 0
      ? { initContainerStatuses: worker.init.map((state) => containerStatus(state, initReason(worker, state))) }
      : {}),
    containerStatuses: worker.main.map((state) => containerStatus(state, waitingReason)),
    ...(worker.ephemeral.length > 0
      ? { ephemeralContainerStatuses: worker.ephemeral.map((state) => containerStatus(state, 'ContainerCreating')) }
      : {}),
    ...(worker.failure ? { reason: worker.failure.reason, message: worker.failure.message } : {}),
    // The API server has worked it out when the pod was made.
    qosClass: pod.status?.qosClass,
  };
}

/** The status of a pod that the node did not take (kubelet.go rejectPod). */
export function rejectedStatus(
  context: KubeletContext,
  pod: Pod,
  { reason, message }: Pick<PodFailure, 'reason' | 'message'>,
): PodStatus {
  const generation = pod.metadata.generation;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: 'Failed',
    reason,
    message: `Pod was rejected: ${message}`,
    startTime: toTime(context.clock.now()),
    qosClass: pod.status?.qosClass,
  };
}

/** The first init container is being created; those behind it wait for it. */
function initReason({ init }: PodWorker, state: ContainerState): string {
  const current = init.find((each) => each.kind === 'init' && each.run?.end?.exitCode !== 0);
  return current && init.indexOf(state) > init.indexOf(current) ? 'PodInitializing' : 'ContainerCreating';
}

/** getPhase in kubelet_pods.go. */
function phaseOf(pod: Pod, worker: PodWorker, initialized: boolean): Phase {
  if (worker.failure) return worker.terminated ? 'Failed' : 'Running';
  const policy = pod.spec.restartPolicy ?? 'Always';
  const ended = (state: ContainerState) => state.run?.end !== undefined;
  if (!initialized) {
    const failed = worker.init.some(
      (state) => state.kind === 'init' && (state.run?.end?.exitCode ?? 0) !== 0 && !restartsAfterEnd(state, policy),
    );
    if (failed) return 'Failed';
    if (!worker.terminated && !worker.main.some((state) => state.run)) return 'Pending';
  }
  const { main } = worker;
  if (main.some((state) => !state.run) && !worker.terminated) return 'Pending';
  if (main.some(isRunning)) return 'Running';
  const succeeded = main.every((state) => state.run?.end?.exitCode === 0);
  if (worker.terminated) return succeeded ? 'Succeeded' : 'Failed';
  if (!main.every(ended) || policy === 'Always') return 'Running';
  // Sidecars end after the main containers, and the pod with them.
  if (worker.init.some((state) => state.kind === 'sidecar' && isRunning(state))) return 'Running';
  if (succeeded) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

function newConditions(pod: Pod, worker: PodWorker, phase: Phase, initialized: boolean): NewCondition[] {
  const done = phase === 'Succeeded';
  const sandboxReady = worker.sandbox !== undefined && !worker.terminated && !done && phase !== 'Failed';
  const needed = worker.containers.filter(({ kind }) => kind === 'main' || kind === 'sidecar');
  const unready = needed.filter((state) => !isReady(state)).map(nameOf);
  const containersReady: NewCondition = readiness('ContainersReady', phase, unready);
  const gates = unmetGates(pod);
  const ready: NewCondition =
    containersReady.status === 'True' && gates.length > 0
      ? {
          type: 'Ready',
          status: 'False',
          reason: 'ReadinessGatesNotReady',
          message: gates.join(', '),
        }
      : { ...containersReady, type: 'Ready' };
  const pending = worker.pendingResize;
  return [
    ...(pending ? [{ type: 'PodResizePending', status: 'True' as const, ...pending }] : []),
    { type: 'PodReadyToStartContainers', status: sandboxReady ? 'True' : 'False' },
    initialization(worker, done, initialized),
    ready,
    containersReady,
    { type: 'PodScheduled', status: 'True' },
  ];
}

/** What GenerateReadyCondition says of each readiness gate that is not met. */
function unmetGates({ spec, status }: Pod): string[] {
  return (spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = status?.conditions?.find(({ type }) => type === conditionType);
    if (condition?.status === 'True') return [];
    return condition
      ? `the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`
      : `corresponding condition of pod readiness gate "${conditionType}" does not exist.`;
  });
}

function initialization(worker: PodWorker, done: boolean, initialized: boolean): NewCondition {
  if (done) return { type: 'Initialized', status: 'True', reason: 'PodCompleted' };
  if (initialized) return { type: 'Initialized', status: 'True' };
  const incomplete = worker.init
    .filter((state) => (state.kind === 'sidecar' ? !state.started : state.run?.end?.exitCode !== 0))
    .map(nameOf);
  const message = `containers with incomplete status: [${incomplete.join(' ')}]`;
  return { type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized', message };
}

function readiness(type: string, phase: Phase, unready: readonly string[]): NewCondition {
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  if (unready.length === 0) return { type, status: 'True' };
  const message = `containers with unready status: [${unready.join(' ')}]`;
  return { type, status: 'False', reason: 'ContainersNotReady', message };
}

/** Transition times stay while the status does. */
function mergeConditions(
  pod: Pod,
  wanted: readonly NewCondition[],
  nowMs: number,
  observed: { observedGeneration?: number },
): PodCondition[] {
  const existing = pod.status?.conditions ?? [];
  const now = toTime(nowMs);
  const own = wanted.map((condition) => {
    const current = existing.find(({ type }) => type === condition.type);
    const since = current?.status === condition.status ? current.lastTransitionTime : undefined;
    // `null` is what the wire has here; the types know only times.
    const lastProbeTime = null as unknown as string;
    return { ...observed, lastProbeTime, lastTransitionTime: since ?? now, ...condition };
  });
  return [...own, ...existing.filter(({ type }) => !OWN_CONDITIONS.includes(type))];
}

function nameOf({ spec }: ContainerState): string {
  return spec.name;
}
