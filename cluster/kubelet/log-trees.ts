import type { ContainerRuntime, RuntimeContainer } from '../machinery/node-services.ts';
import { type ProcDirectory, type ProcNode, procFile, procLink } from '../machinery/proc/proc-node.ts';
import type { ContainerLog } from './container-log.ts';

/** /var/log/pods and /var/log/containers: the containers' logs in the runtime's format (CRI, kuberuntime_logs.go). */
export function logTrees(
  runtime: ContainerRuntime,
  logOf: (id: string) => ContainerLog | undefined,
): Readonly<Record<string, ProcDirectory>> {
  const podDirectory = ({ sandbox }: RuntimeContainer) => `${sandbox.namespace}_${sandbox.name}_${sandbox.uid}`;
  const file = (container: RuntimeContainer): ProcNode => {
    const text = () => logText(logOf(container.id));
    const last = logOf(container.id)?.lines().at(-1)?.atMs;
    return {
      ...procFile(text, 0o640),
      sizeBytes: () => Buffer.byteLength(text()),
      modifiedMs: last ?? container.startedMs,
    };
  };
  const pods = directory(() => {
    const names = new Map<string, ProcNode>();
    for (const container of runtime.containers()) {
      const name = podDirectory(container);
      const ofPod = () => runtime.containers().filter((each) => podDirectory(each) === name);
      names.set(
        name,
        directory(() => new Map(ofPod().map(({ name: its }) => [its, runs(ofPod, its)]))),
      );
    }
    return names;
  });
  const runs = (ofPod: () => readonly RuntimeContainer[], name: string): ProcDirectory =>
    directory(
      () =>
        new Map(
          ofPod()
            .filter((each) => each.name === name)
            .map((each) => [`${each.attempt}.log`, file(each)]),
        ),
    );
  const containers = directory(
    () =>
      new Map(
        runtime.containers().map((container) => {
          const { id, name, attempt, sandbox } = container;
          const target = `/var/log/pods/${podDirectory(container)}/${name}/${attempt}.log`;
          return [`${sandbox.name}_${sandbox.namespace}_${name}-${id}.log`, procLink(() => target)];
        }),
      ),
  );
  return { '/var/log/pods': pods, '/var/log/containers': containers };
}

function directory(entries: () => ReadonlyMap<string, ProcNode>): ProcDirectory {
  return { kind: 'directory', mode: 0o755, names: () => [...entries().keys()], child: (name) => entries().get(name) };
}

/** `2026-01-05T09:00:00.123000000Z stdout F line` */
function logText(log: ContainerLog | undefined): string {
  if (!log) return '';
  return log
    .lines()
    .map(({ atMs, bytes, isError }) => {
      const text = Buffer.from(bytes).toString('utf8');
      const ends = text.endsWith('\n');
      const time = `${new Date(atMs).toISOString().slice(0, 23)}000000Z`;
      return `${time} ${isError ? 'stderr' : 'stdout'} ${ends ? 'F' : 'P'} ${ends ? text : `${text}\n`}`;
    })
    .join('');
}
