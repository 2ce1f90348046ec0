import type { ApiRoute } from '../cloud/http-api.ts';
import { serveApi } from '../cloud/http-api.ts';
import type { ClusterOptions } from '../cluster.ts';
import { createMachine, LEARNER } from '../machinery/create-machine.ts';
import type { Machine } from '../machinery/machine.ts';
import { addClient } from '../network/flannel-layout.ts';
import { createMachineNetwork } from '../network/machine-network.ts';
import type { Core } from './core.ts';
import { hostsFile } from './hosts-file.ts';
import { API_SERVER_URL, installKubeconfig, kubeconfig } from './kubeconfig.ts';

export const CLIENT_ADDRESS = '203.0.113.10';
/** The router, as the clients' network knows it. */
const CLIENT_RESOLVER = '203.0.113.1';
/** Id of the host of the provider's API. */
export const CLOUD_HOST = 'cloud';
const CLOUD_API = { address: '192.0.2.10', gateway: '192.0.2.1' };

/** The learner's computer, and the checker's: the same address, so that the cluster cannot tell them apart. */
export interface OutsideMachines {
  readonly client: Machine;
  readonly checker: Machine;
}

export function addOutsideMachines(options: ClusterOptions, core: Core, ca: string): OutsideMachines {
  const machines = {
    client: addOutsideMachine('client', options, core),
    checker: addOutsideMachine('checker', options, core),
  };
  const config = kubeconfig({ server: API_SERVER_URL, ca, token: options.token });
  for (const machine of [machines.client, machines.checker]) {
    installKubeconfig(machine, config);
    machine.files.markStart();
  }
  return machines;
}

function addOutsideMachine(role: 'client' | 'checker', options: ClusterOptions, core: Core): Machine {
  const { network, underlay, nodes, processor } = core;
  const origin = role === 'client' ? 'learner' : 'check';
  const host = addClient(network, underlay, { id: role, hostname: 'client', origin, address: CLIENT_ADDRESS });
  const machine: Machine = createMachine({
    hostname: 'client',
    kind: 'client',
    // The checker's programs know their machine itself.
    ...(role === 'client' ? { login: LEARNER } : {}),
    network: createMachineNetwork(host, { network, files: () => machine.files }),
    clock: options.clock,
    random: options.random,
    programs: (role === 'checker' ? options.checkerPrograms : undefined) ?? options.programs('client'),
    logger: options.logger,
    // Checks do not wait because of what the learner runs.
    ...(role === 'client' ? { processor } : {}),
  });
  const addresses = new Map(nodes.map((node) => [node.name, node.address]));
  machine.files.write('/etc/hosts', Buffer.from(hostsFile('client', CLIENT_ADDRESS, addresses)));
  machine.files.write('/etc/resolv.conf', Buffer.from(`nameserver ${CLIENT_RESOLVER}\n`));
  return machine;
}

/** The provider's API, at an address of its own behind the router. */
export function addCloudApi(
  options: ClusterOptions,
  { network, underlay }: Pick<Core, 'network' | 'underlay'>,
  routes: readonly ApiRoute[],
): void {
  const segment = network.addSegment('services');
  underlay.router.addInterface({ name: 'eth3', kind: 'ethernet', segment, address: `${CLOUD_API.gateway}/24` });
  const host = network.addHost({
    id: CLOUD_HOST,
    hostname: 'cloud',
    box: { kind: 'other', id: 'cloud', name: 'cloud' },
    origin: 'system',
  });
  host.addInterface({ name: 'eth0', kind: 'ethernet', segment, address: `${CLOUD_API.address}/24` });
  host.addRoute({ destination: 'default', via: CLOUD_API.gateway, device: 'eth0' });
  const lookup = async (name: string) => [name];
  serveApi({ network: createMachineNetwork(host, { network, lookup }), clock: options.clock }, routes);
}
