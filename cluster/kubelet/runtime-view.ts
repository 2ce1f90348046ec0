import { createHash } from 'node:crypto';
import { KubeletError } from '../machinery/kubelet-endpoint.ts';
import type {
  ContainerRuntime,
  RuntimeContainer,
  RuntimeImage,
  RuntimeLogLine,
  RuntimeSandbox,
} from '../machinery/node-services.ts';
import { execute } from './container-exec.ts';
import type { ContainerRun } from './container-run.ts';
import { type ContainerState, isRunning } from './container-state.ts';
import { stopContainer } from './container-stop.ts';
import { type ImagePuller, imageId } from './image-puller.ts';
import { parseImageReference } from './image-reference.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodWorker } from './pod-worker.ts';

const DEFAULT_GRACE_SECONDS = 10;

export interface RuntimeViewOptions {
  readonly context: KubeletContext;
  readonly workers: () => readonly PodWorker[];
  readonly puller: ImagePuller;
  readonly isRunning: () => boolean;
}

interface Known {
  readonly worker: PodWorker;
  readonly state: ContainerState;
  readonly run: ContainerRun;
  readonly attempt: number;
}

/** The node's containers as its runtime knows them: each run is a container of its own. */
export function runtimeView(options: RuntimeViewOptions): ContainerRuntime {
  const { context, workers, puller } = options;
  const all = () => workers().flatMap((worker) => runsOf(worker));
  const known = (id: string): Known => {
    const found = all().find(({ run }) => run.id === id);
    if (!found) throw new KubeletError(404, `container ${id} is not there`);
    return found;
  };
  return {
    version: '2.1.5',
    isRunning: options.isRunning,
    sandboxes: () => workers().flatMap((worker) => (worker.sandbox ? [sandboxOf(worker)] : [])),
    containers: () => all().map(containerOf),
    images: () => puller.nodeImages().map(({ names = [], sizeBytes = 0 }) => imageOf(names, sizeBytes)),
    logs: (id, follow, signal) => linesOf(known(id).run, follow, signal),
    exec: async (id, command, streams) => {
      const { run, state } = known(id);
      const directory = state.spec.workingDir ?? run.image.workingDirectory ?? '/';
      return execute(run.machine, command, streams, directory);
    },
    stop: async (id) => {
      const { worker, state, run } = known(id);
      if (run !== state.run || !isRunning(state)) return;
      const podAddress = worker.sandbox?.address ?? '';
      const message = `Stopping container ${state.spec.name}`;
      await stopContainer({
        context,
        pod: worker.pod,
        state,
        podAddress,
        graceSeconds: DEFAULT_GRACE_SECONDS,
        message,
      });
    },
  };
}

function runsOf(worker: PodWorker): Known[] {
  return worker.containers.flatMap((state) => {
    const { run, previous, restarts } = state;
    const latest = run ? [{ worker, state, run, attempt: restarts }] : [];
    const before = previous ? [{ worker, state, run: previous, attempt: Math.max(0, restarts - 1) }] : [];
    return [...latest, ...before];
  });
}

/** 64 hexadecimal digits that stay with a pod. */
function sandboxId(uid: string): string {
  return createHash('sha256').update(`sandbox/${uid}`).digest('hex');
}

export function sandboxOf(worker: PodWorker): RuntimeSandbox {
  const { metadata, spec } = worker.pod;
  return {
    id: sandboxId(worker.uid),
    name: metadata.name,
    namespace: metadata.namespace,
    uid: worker.uid,
    attempt: 0,
    ready: worker.sandbox !== undefined,
    createdMs: worker.startedMs,
    address: worker.sandbox?.address ?? '',
    hostNetwork: spec.hostNetwork ?? false,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
  };
}

function containerOf({ worker, state, run, attempt }: Known): RuntimeContainer {
  const { spec } = state;
  const image = spec.image ?? '';
  const { end } = run;
  return {
    id: run.id,
    sandbox: sandboxOf(worker),
    name: spec.name,
    attempt,
    image,
    imageReference: imageId(image),
    state: end ? 'Exited' : 'Running',
    startedMs: run.startedMs,
    ...(end ? { end: { atMs: end.atMs, exitCode: end.exitCode, reason: end.reason, ...messageOf(end.message) } } : {}),
    arguments: [...(spec.command ?? run.image.entrypoint ?? []), ...(spec.args ?? run.image.defaultArguments ?? [])],
    environment: run.machine.environment,
    mounts: (spec.volumeMounts ?? []).map(({ name, mountPath, readOnly = false }) => ({
      path: mountPath,
      volume: name,
      readOnly,
    })),
    usage: { cores: 0, memoryBytes: end ? 0 : IDLE_BYTES },
  };
}

/** What an idle container's process holds. */
const IDLE_BYTES = 3_174_400;

function messageOf(message: string | undefined) {
  return message === undefined ? {} : { message };
}

/** The id is made from the digest, the same on every node. */
function imageOf([byDigest = '', byTag = '']: readonly string[], sizeBytes: number): RuntimeImage {
  const digest = byDigest.slice(byDigest.indexOf('@') + 1);
  const { repository, tag = '<none>' } = parseImageReference(byTag) ?? { repository: byTag };
  const id = `sha256:${createHash('sha256').update(`config of ${digest}`).digest('hex')}`;
  return { repository, tag, id, digest, sizeBytes };
}

async function* linesOf({ log }: ContainerRun, follow: boolean, signal: AbortSignal): AsyncGenerator<RuntimeLogLine> {
  const following = follow ? log.follow(log.end, signal) : undefined;
  const shaped = ({ atMs, bytes, isError }: ReturnType<typeof log.lines>[number]): RuntimeLogLine => ({
    atMs,
    bytes,
    stream: isError ? 'stderr' : 'stdout',
  });
  for (const line of [...log.lines()]) yield shaped(line);
  if (following) for await (const line of following) yield shaped(line);
}
