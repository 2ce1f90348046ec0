import { expect, test } from 'vitest';
import type { Client } from '../client/client.ts';
import type { Node, Pod, Service } from '../client/objects.ts';
import { type ControllerFlags, parseFlags } from './controller-flags.ts';
import { runningAddresses } from './ingress-status.ts';
import type { WatchedInputs } from './watched-inputs.ts';

const CONTROLLER = { name: 'controller-a', namespace: 'ingress-nginx' };

function addressesOf(args: readonly string[], service?: object, nodes: readonly string[] = ['node1']) {
  const flags = parseFlags(args) as ControllerFlags;
  const pods = nodes.map((nodeName, at) => ({
    metadata: {
      name: at === 0 ? CONTROLLER.name : `controller-${at}`,
      labels: { app: 'nginx', 'pod-template-hash': String(at) },
    },
    spec: { nodeName },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  })) as unknown as Pod[];
  const inputs: Pick<WatchedInputs, 'pods' | 'service' | 'node'> = {
    pods: () => pods,
    service: (key) =>
      key === 'ingress-nginx/controller' && service ? ({ spec: {}, ...service } as Service) : undefined,
    node: (name) =>
      ({
        status: {
          addresses: [
            { type: 'InternalIP', address: `10.0.0.${name.slice(4)}` },
            ...(name === 'node2' ? [{ type: 'ExternalIP', address: '198.51.100.2' }] : []),
          ],
        },
      }) as Node,
  };
  return runningAddresses({ client: {} as Client, inputs: inputs as WatchedInputs, flags, pod: CONTROLLER });
}

const PUBLISH = ['--publish-service=ingress-nginx/controller'];

test.each([
  [
    'a load balancer with an address and a name',
    {
      spec: { type: 'LoadBalancer' },
      status: { loadBalancer: { ingress: [{ ip: '198.51.100.9' }, { hostname: 'lb.example' }] } },
    },
    [{ ip: '198.51.100.9' }, { hostname: 'lb.example' }],
  ],
  ['a load balancer that is pending', { spec: { type: 'LoadBalancer', clusterIP: '10.96.0.7' } }, []],
  ['a NodePort: its ClusterIP', { spec: { type: 'NodePort', clusterIP: '10.96.0.7' } }, [{ ip: '10.96.0.7' }]],
  [
    'a NodePort with external addresses',
    { spec: { type: 'NodePort', clusterIP: '10.96.0.7', externalIPs: ['10.0.0.1'] } },
    [{ ip: '10.0.0.1' }],
  ],
  ['another name', { spec: { type: 'ExternalName', externalName: 'edge.example' } }, [{ hostname: 'edge.example' }]],
  ['no such Service', undefined, []],
])('--publish-service, %s', (_what, service, addresses) => {
  expect(addressesOf(PUBLISH, service)).toEqual(addresses);
});

test('without it: the nodes of the ready replicas, outside addresses first', () => {
  expect(addressesOf([], undefined, ['node1', 'node2', 'node1'])).toEqual([{ ip: '10.0.0.1' }, { ip: '198.51.100.2' }]);
  expect(addressesOf(['--report-node-internal-ip-address'], undefined, ['node2'])).toEqual([{ ip: '10.0.0.2' }]);
});
