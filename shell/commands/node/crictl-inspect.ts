import type { RuntimeContainer, RuntimeSandbox } from '../../../cluster/machinery/node-services.ts';
import type { CrictlCall } from './crictl.ts';
import { containerAnnotations, containerLabels, imageJson, sandboxJson } from './crictl-json.ts';
import { imageIdOf } from './crictl-lists.ts';
import { CrictlError } from './crictl-options.ts';

const NEVER = '0001-01-01T00:00:00Z';
const time = (ms: number | undefined) =>
  ms === undefined ? NEVER : new Date(ms).toISOString().replace('Z', '000000Z');

/** `crictl inspect`: several are a list. */
export async function inspectContainers(call: CrictlCall): Promise<number> {
  const found = call.options.operands.map((id) => containerNamed(call, id));
  const all = found.length > 0 ? found : call.runtime.containers().filter(({ state }) => state === 'Running');
  return show(
    call,
    all.map((one) => containerStatus(call, one)),
  );
}

/** An id, or the beginning of one. */
export function containerNamed({ runtime }: CrictlCall, id: string): RuntimeContainer {
  const found = runtime.containers().find((one) => one.id.startsWith(id));
  if (found) return found;
  throw new CrictlError(
    `get the status of containers: get container status: rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`,
  );
}

async function show({ print, options }: CrictlCall, shown: readonly object[]): Promise<number> {
  const one = options.operands.length === 1 ? shown[0] : shown;
  await print(`${JSON.stringify(one, null, 2)}\n`);
  return 0;
}

function containerStatus(call: CrictlCall, container: RuntimeContainer): object {
  const { sandbox, name, attempt, end } = container;
  const mounts = container.mounts.map(({ path, volume, readOnly }) => ({
    containerPath: path,
    gidMappings: [],
    hostPath: `/var/lib/kubelet/pods/${sandbox.uid}/volumes/${volume}`,
    imageSubPath: '',
    propagation: 'PROPAGATION_PRIVATE',
    readonly: readOnly,
    recursiveReadOnly: false,
    selinuxRelabel: false,
    uidMappings: [],
  }));
  return {
    info: {
      config: {
        command: container.arguments,
        envs: Object.entries(container.environment).map(([key, value]) => ({ key, value })),
        image: { image: container.image },
        log_path: `${name}/${attempt}.log`,
        metadata: { ...(attempt > 0 ? { attempt } : {}), name },
      },
      removing: false,
      runtimeType: 'io.containerd.runc.v2',
      sandboxID: sandbox.id,
      snapshotKey: container.id,
      snapshotter: 'overlayfs',
    },
    status: {
      annotations: containerAnnotations(container),
      createdAt: time(container.startedMs),
      exitCode: end?.exitCode ?? 0,
      finishedAt: time(end?.atMs),
      id: container.id,
      image: { annotations: {}, image: container.image, runtimeHandler: '', userSpecifiedImage: '' },
      imageId: imageIdOf(call, container),
      imageRef: container.imageReference,
      labels: containerLabels(container),
      logPath: `/var/log/pods/${sandbox.namespace}_${sandbox.name}_${sandbox.uid}/${name}/${attempt}.log`,
      message: end?.message ?? '',
      metadata: { attempt, name },
      mounts,
      reason: end?.reason ?? '',
      startedAt: time(container.startedMs),
      state: container.state === 'Running' ? 'CONTAINER_RUNNING' : 'CONTAINER_EXITED',
      stopSignal: 'RUNTIME_DEFAULT',
      user: null,
    },
  };
}

export async function inspectSandboxes(call: CrictlCall): Promise<number> {
  const { runtime, options } = call;
  const found = options.operands.map((id) => {
    const sandbox = runtime.sandboxes().find((one) => one.id.startsWith(id));
    if (sandbox) return sandbox;
    throw new CrictlError(
      'get the status of pod sandboxes: get pod sandbox status: rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found',
    );
  });
  return show(call, (found.length > 0 ? found : runtime.sandboxes()).map(sandboxStatus));
}

function sandboxStatus(sandbox: RuntimeSandbox): object {
  const { annotations, labels, id, metadata, state } = sandboxJson(sandbox);
  const { attempt, name, namespace, uid } = metadata;
  return {
    info: {
      image: 'registry.k8s.io/pause:3.10',
      netNamespaceClosed: false,
      processStatus: 'running',
      runtimeHandler: '',
      runtimeType: 'io.containerd.runc.v2',
      snapshotKey: id,
      snapshotter: 'overlayfs',
    },
    status: {
      annotations,
      createdAt: time(sandbox.createdMs),
      id,
      labels,
      linux: {
        namespaces: {
          options: { ipc: 'POD', network: sandbox.hostNetwork ? 'NODE' : 'POD', pid: 'CONTAINER', targetId: '' },
        },
      },
      metadata: { attempt, name, namespace, uid },
      network: { additionalIps: [], ip: sandbox.hostNetwork ? '' : sandbox.address },
      runtimeHandler: '',
      state,
    },
  };
}

export async function inspectImages(call: CrictlCall): Promise<number> {
  const { runtime, options } = call;
  const found = options.operands.map((name) => {
    const image = runtime
      .images()
      .find(({ id, repository, tag }) => id.replace('sha256:', '').startsWith(name) || `${repository}:${tag}` === name);
    if (image) return { status: imageJson(image), info: {} };
    throw new CrictlError(`no such image "${name}" present`);
  });
  return show(call, found);
}
