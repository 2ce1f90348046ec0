import { type MachineNetwork, NetworkError, type RuleChange } from '../machinery/machine.ts';
import type { TableName } from './netfilter/netfilter.ts';
import type { Host, Network } from './network.ts';

export interface MachineNetworkOptions {
  readonly network: Network;
  /** IPv4 addresses of a name. Throws ENOTFOUND. */
  readonly lookup: (name: string) => Promise<string[]>;
}

const TABLES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];

/** A host as the programs of its machine see it. */
export function createMachineNetwork(host: Host, { network, lookup }: MachineNetworkOptions): MachineNetwork {
  return {
    hostId: host.id,
    requests: network.requests,
    dial: (address, port, options) => host.connect(address, port, options),
    listen: (port, accept, options) => host.listen(port, accept, options),
    listenUdp: (port, receive, options) => host.listenUdp(port, receive, options),
    openEcho: (handlers) => host.openEcho(handlers),
    lookup,
    capture: (device, options) => host.capture(device, options),
    interfaces: () => host.interfaces(),
    routes: () => host.routes(),
    neighbours: () => host.neighbours(),
    sockets: () => host.sockets(),
    conntrack: () => host.conntrack(),
    // A container has no NET_ADMIN capability.
    ...(host.box.kind !== 'pod' && { changeRule: (change: RuleChange) => changeRule(host, change) }),
    rules: ({ table, counters = false } = {}) => {
      const known = TABLES.find((name) => name === table);
      if (table !== undefined && !known) throw new NetworkError('EACCES', `table ${table}`);
      return host.netfilter.save({ counters, ...(known && { table: known }) });
    },
  };
}

function changeRule({ netfilter }: Host, { operation, table, chain, rule, position = 1 }: RuleChange): void {
  const known = TABLES.find((name) => name === table);
  if (!known) throw new NetworkError('EACCES', `table ${table}`);
  if (operation === 'delete') netfilter.delete(known, chain, rule);
  else if (operation === 'append') netfilter.append(known, chain, String(rule));
  else netfilter.insert(known, chain, position, String(rule));
}
