import type { NodeCondition, NodeStatus } from 'kubernetes-types/core/v1.js';
import { toTime } from '../client/timestamps.ts';
import type { KubeletOptions } from './kubelet-options.ts';
import { NODE_ALLOCATABLE, NODE_CAPACITY } from './node-capacity.ts';

const KUBELET_PORT = 10250;
type NodeOptions = KubeletOptions['node'];

/** The Node as its kubelet registers it (pkg/kubelet/kubelet_node_status.go initialNode). */
export function nodeObject({ name, podCidr, labels, taints }: NodeOptions, status: NodeStatus) {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
    },
    spec: { podCIDR: podCidr, podCIDRs: [podCidr], ...(taints?.length ? { taints } : {}) },
    status,
  };
}

export function nodeStatus({ node, random }: KubeletOptions, nowMs: number): NodeStatus {
  return {
    addresses: [
      { type: 'InternalIP', address: node.address },
      { type: 'Hostname', address: node.name },
    ],
    allocatable: NODE_ALLOCATABLE,
    capacity: NODE_CAPACITY,
    conditions: nodeConditions(nowMs),
    daemonEndpoints: { kubeletEndpoint: { Port: KUBELET_PORT } },
    nodeInfo: {
      architecture: 'amd64',
      bootID: random.uuid(),
      containerRuntimeVersion: 'containerd://2.1.5',
      kernelVersion: '6.12.57+deb13-amd64',
      kubeProxyVersion: '',
      kubeletVersion: 'v1.34.4',
      machineID: random.uuid().replaceAll('-', ''),
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 13 (trixie)',
      systemUUID: random.uuid(),
    },
  };
}

/** A node's, flannel's own first; `problem`: why it is not ready. */
export function nodeConditions(nowMs: number, problem?: string): NodeCondition[] {
  const now = toTime(nowMs);
  const condition = (type: string, status: string, reason: string, message: string): NodeCondition => ({
    type,
    status,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    reason,
    message,
  });
  return [
    condition('NetworkUnavailable', 'False', 'FlannelIsUp', 'Flannel is running on this node'),
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    problem === undefined
      ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
      : condition('Ready', 'False', 'KubeletNotReady', problem),
  ];
}
