import {
  decodeBytes,
  encodeBytes,
  type FileSnapshot,
  type FilesSnapshot,
  parseFiles,
  snapshotFiles,
} from '../machinery/file-snapshot.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import { finiteNumber, listOf, mapOf, optional, type Parser, shape, text } from '../machinery/parse-json.ts';
import type { BackOffSnapshot } from './back-off.ts';
import type { LogLine } from './container-log.ts';
import type { ContainerRun } from './container-run.ts';
import type { ContainerState } from './container-state.ts';
import type { PodWorker } from './pod-worker.ts';

/** What a node's container runtime has that the statuses of its pods do not tell, as JSON. */
export interface NodeSnapshot {
  /** The address that was given out last. */
  readonly lastAddress: string;
  /** Images that have been pulled, as pods named them. */
  readonly images: readonly string[];
  readonly pods: readonly PodSnapshot[];
}

export interface PodSnapshot {
  readonly uid: string;
  /** Files of emptyDir volumes. */
  readonly volumes: readonly { readonly name: string; readonly files: readonly FileSnapshot[] }[];
  readonly containers: readonly ContainerSnapshot[];
}

export interface ContainerSnapshot {
  readonly name: string;
  readonly crashes: BackOffSnapshot;
  readonly pulls: BackOffSnapshot;
  readonly notBeforeMs: number;
  /** The latest run and the one before it. */
  readonly runs: readonly RunSnapshot[];
}

export interface RunSnapshot {
  readonly id: string;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly log: readonly LogLineSnapshot[];
  /** What it was started with; a run that has ended needs none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it has written outside its volumes. */
  readonly files?: readonly FileSnapshot[];
}

export interface LogLineSnapshot {
  readonly atMs: number;
  readonly text?: string;
  readonly base64?: string;
}

/** The last lines of a run's log that are kept. */
const LOG_BYTES = 64 * 1024;

/** `leftOut` is told what was too large, by container or volume and path. */
export function snapshotPod(worker: PodWorker, leftOut: (place: string) => void): PodSnapshot {
  const { namespace, name } = worker.pod.metadata;
  const keep = ({ files, leftOut: paths }: FilesSnapshot, part: string) => {
    for (const path of paths) leftOut(`pod ${namespace}/${name} ${part}: ${path}`);
    return files;
  };
  return {
    uid: worker.uid,
    volumes: scratchVolumes(worker)
      .map(([volume, files]) => ({ name: volume, files: keep(snapshotFiles(files.changes()), volume) }))
      .filter(({ files }) => files.length > 0),
    containers: worker.containers.map((state) => snapshotContainer(state, keep)),
  };
}

/** Volumes that are the pod's own, by name: nothing but its containers fills them. */
export function scratchVolumes({ pod, volumes }: PodWorker): [name: string, files: FileSystem][] {
  return (pod.spec.volumes ?? []).flatMap(({ name, emptyDir }) => {
    const files = emptyDir && volumes.get(name)?.files;
    return files ? [[name, files]] : [];
  });
}

function snapshotContainer(
  { spec, crashes, pulls, notBeforeMs, run, previous }: ContainerState,
  keep: (files: FilesSnapshot, part: string) => readonly FileSnapshot[],
): ContainerSnapshot {
  const runs = [run, previous].filter((each) => each !== undefined);
  return {
    name: spec.name,
    crashes: crashes.snapshot(),
    pulls: pulls.snapshot(),
    notBeforeMs,
    runs: runs.map((each) => snapshotRun(each, (files) => keep(files, spec.name))),
  };
}

function snapshotRun(run: ContainerRun, keep: (files: FilesSnapshot) => readonly FileSnapshot[]): RunSnapshot {
  const { id, startedMs, end, log, machine } = run;
  const common = { id, startedMs, log: snapshotLog(log.lines()) };
  if (end) return { ...common, endedMs: end.atMs };
  return { ...common, environment: machine.environment, files: keep(snapshotFiles(machine.files.changes())) };
}

function snapshotLog(lines: readonly LogLine[]): LogLineSnapshot[] {
  let left = LOG_BYTES;
  const first = lines.findLastIndex(({ bytes }) => {
    left -= bytes.length;
    return left < 0;
  });
  return lines.slice(first + 1).map(({ atMs, bytes }) => ({ atMs, ...encodeBytes(bytes) }));
}

export function restoredLog(lines: readonly LogLineSnapshot[]): LogLine[] {
  return lines.map((line) => ({ atMs: line.atMs, bytes: decodeBytes(line) }));
}

const PODS = 10_000;
const PARTS = 1_000;

const parseBackOff: Parser<BackOffSnapshot> = shape<BackOffSnapshot>({
  delayMs: finiteNumber,
  updatedMs: finiteNumber,
});

const parseRun: Parser<RunSnapshot> = shape<RunSnapshot>({
  id: text,
  startedMs: finiteNumber,
  endedMs: optional(finiteNumber),
  log: listOf(shape<LogLineSnapshot>({ atMs: finiteNumber, text: optional(text), base64: optional(text) }), LOG_BYTES),
  environment: optional(mapOf(text, 10_000)),
  files: optional(parseFiles),
});

export const parseNodeSnapshot: Parser<NodeSnapshot> = shape<NodeSnapshot>({
  lastAddress: text,
  images: listOf(text, PARTS),
  pods: listOf(
    shape<PodSnapshot>({
      uid: text,
      volumes: listOf(shape({ name: text, files: parseFiles }), PARTS),
      containers: listOf(
        shape<ContainerSnapshot>({
          name: text,
          crashes: parseBackOff,
          pulls: parseBackOff,
          notBeforeMs: finiteNumber,
          runs: listOf(parseRun, 2),
        }),
        PARTS,
      ),
    }),
    PODS,
  ),
});
