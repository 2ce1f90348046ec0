import type { Pod } from '../client/objects.ts';
import { type KubeletAnswer, type KubeletEndpoint, KubeletError } from '../machinery/kubelet-endpoint.ts';
import { type ContainerState, isRunning } from './container-state.ts';

export interface KubeletHttpOptions {
  readonly nodeName: string;
  /** What is bound to the node. */
  readonly pods: () => readonly Pod[];
  /** Containers of a pod as the node has them. */
  readonly containers: (pod: Pod) => readonly ContainerState[];
  readonly logs: KubeletEndpoint['logs'];
}

const TEXT = 'text/plain; charset=utf-8';
const METRICS = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';
const HEALTH_CHECKS = ['', 'ping', 'log', 'syncloop'];
/** Served with POST alone, and not to whoever only looks. */
const POST_ONLY = ['run', 'checkpoint'];

/** The kubelet's own HTTP server, as a node's proxy reaches it (pkg/kubelet/server/server.go). */
export function kubeletHttp(options: KubeletHttpOptions): NonNullable<KubeletEndpoint['http']> {
  return async (method, target) => {
    const url = new URL(target, 'http://kubelet');
    const [first = '', ...rest] = url.pathname.split('/').slice(1);
    if (POST_ONLY.includes(first) && method !== 'POST') return text(405, '405: Method Not Allowed');
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    switch (first) {
      case 'healthz':
        return HEALTH_CHECKS.includes(rest.join('/')) ? text(200, 'ok') : undefined;
      case 'pods':
        return rest.join('') === '' ? podList(options.pods().map(withoutKind)) : undefined;
      case 'runningpods':
        return rest.join('') === '' ? podList(runningPods(options)) : undefined;
      case 'metrics':
        return rest.length === 0 ? { status: 200, contentType: METRICS, body: metrics(options) } : undefined;
      case 'containerLogs':
        return containerLogs(options, rest, url.searchParams);
      default:
        return undefined;
    }
  };
}

function text(status: number, body: string): KubeletAnswer {
  return { status, contentType: TEXT, body };
}

function podList(items: readonly object[]): KubeletAnswer {
  const list = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: items.length > 0 ? items : null };
  return { status: 200, contentType: 'application/json', body: `${JSON.stringify(list)}\n` };
}

function withoutKind({ kind: _, apiVersion: __, ...pod }: Pod): object {
  return pod;
}

/** As the container runtime knows them: names, images and nothing of what was asked for. */
function runningPods({ pods, containers }: KubeletHttpOptions): object[] {
  return pods().flatMap((pod) => {
    const running = containers(pod).filter(isRunning);
    if (running.length === 0) return [];
    const { name, namespace, uid } = pod.metadata;
    const spec = { containers: running.map(({ spec }) => ({ name: spec.name, image: spec.image, resources: {} })) };
    return [{ metadata: { name, namespace, uid }, spec, status: {} }];
  });
}

function metrics(options: KubeletHttpOptions): string {
  const counts = options.pods().map((pod) => options.containers(pod).filter(isRunning).length);
  const pods = counts.filter((count) => count > 0).length;
  const containers = counts.reduce((sum, count) => sum + count, 0);
  return [
    "# HELP kubelet_node_name [ALPHA] The node's name. The count is always 1.",
    '# TYPE kubelet_node_name gauge',
    `kubelet_node_name{node="${options.nodeName}"} 1`,
    '# HELP kubelet_running_containers [ALPHA] Number of containers currently running',
    '# TYPE kubelet_running_containers gauge',
    `kubelet_running_containers{container_state="running"} ${containers}`,
    '# HELP kubelet_running_pods [ALPHA] Number of pods that have a running pod sandbox',
    '# TYPE kubelet_running_pods gauge',
    `kubelet_running_pods ${pods}`,
    '',
  ].join('\n');
}

/** What a container has written so far; nobody is kept waiting for more. */
async function containerLogs(
  { pods, logs }: KubeletHttpOptions,
  [namespace = '', name = '', container = '']: readonly string[],
  query: URLSearchParams,
): Promise<KubeletAnswer> {
  const pod = pods().find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  if (!pod) return text(404, `pod ${JSON.stringify(name)} does not exist\n`);
  if (!pod.spec.containers.some((known) => known.name === container)) {
    return text(404, `container ${JSON.stringify(container)} not found in pod ${JSON.stringify(name)}\n`);
  }
  const tailLines = Number(query.get('tailLines') ?? Number.NaN);
  const asked = {
    previous: query.get('previous') === 'true',
    timestamps: query.get('timestamps') === 'true',
    ...(Number.isInteger(tailLines) && tailLines >= 0 && { tailLines }),
  };
  try {
    const chunks: Uint8Array[] = [];
    const of = { namespace, name, uid: pod.metadata.uid };
    for await (const chunk of logs(of, container, asked, new AbortController().signal)) chunks.push(chunk);
    return text(200, Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    if (error instanceof KubeletError) return text(error.code, `${error.message}\n`);
    throw error;
  }
}
