import type { RuntimeContainer, RuntimeImage, RuntimeSandbox } from '../../../cluster/machinery/node-services.ts';

/** Nanoseconds since 1970, as a string: so protobuf's JSON writes 64 bits. */
const nanoseconds = (ms: number) => `${Math.round(ms)}000000`;

export function containerLabels({ name, sandbox }: RuntimeContainer): Readonly<Record<string, string>> {
  return {
    'io.kubernetes.container.name': name,
    'io.kubernetes.pod.name': sandbox.name,
    'io.kubernetes.pod.namespace': sandbox.namespace,
    'io.kubernetes.pod.uid': sandbox.uid,
  };
}

export function containerAnnotations({ attempt }: RuntimeContainer): Readonly<Record<string, string>> {
  return {
    'io.kubernetes.container.restartCount': String(attempt),
    'io.kubernetes.container.terminationMessagePath': '/dev/termination-log',
    'io.kubernetes.container.terminationMessagePolicy': 'File',
    'io.kubernetes.pod.terminationGracePeriod': '30',
  };
}

export function sandboxLabels({ labels, name, namespace, uid }: RuntimeSandbox): Readonly<Record<string, string>> {
  const own = {
    ...labels,
    'io.kubernetes.pod.name': name,
    'io.kubernetes.pod.namespace': namespace,
    'io.kubernetes.pod.uid': uid,
  };
  return Object.fromEntries(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function containerJson(container: RuntimeContainer, imageId: string) {
  return {
    id: container.id,
    podSandboxId: container.sandbox.id,
    metadata: { name: container.name, attempt: container.attempt },
    image: { image: imageId, annotations: {}, userSpecifiedImage: container.image, runtimeHandler: '' },
    imageRef: imageId,
    state: container.state === 'Running' ? 'CONTAINER_RUNNING' : 'CONTAINER_EXITED',
    createdAt: nanoseconds(container.startedMs),
    labels: containerLabels(container),
    annotations: containerAnnotations(container),
    imageId,
  };
}

export function sandboxJson(sandbox: RuntimeSandbox) {
  const { name, uid, namespace, attempt } = sandbox;
  return {
    id: sandbox.id,
    metadata: { name, uid, namespace, attempt },
    state: sandbox.ready ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    createdAt: nanoseconds(sandbox.createdMs),
    labels: sandboxLabels(sandbox),
    annotations: { ...sandbox.annotations, 'kubernetes.io/config.source': 'api' },
    runtimeHandler: '',
  };
}

export function imageJson({ id, repository, tag, digest, sizeBytes }: RuntimeImage) {
  return {
    id,
    repoTags: [`${repository}:${tag}`],
    repoDigests: [`${repository}@${digest}`],
    size: String(sizeBytes),
    username: '',
    spec: null,
    pinned: false,
  };
}
