import { StubResolver } from '../machinery/dns/stub-resolver.ts';
import type { FileSystem } from '../machinery/file-system.ts';
import { type MachineNetwork, NetworkError, type RuleChange } from '../machinery/machine.ts';
import type { TableName } from './netfilter/netfilter.ts';
import type { Host, Network } from './network.ts';

export interface MachineNetworkOptions {
  readonly network: Network;
  /** Where /etc/hosts and /etc/resolv.conf are: names are asked for as they say. Absent: no name is known. */
  readonly files?: () => FileSystem;
  /** Instead: IPv4 addresses of a name. Throws ENOTFOUND. */
  readonly lookup?: (name: string) => Promise<string[]>;
}

const TABLES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];

/** A host as the programs of its machine see it. */
export function createMachineNetwork(host: Host, { network, files, lookup }: MachineNetworkOptions): MachineNetwork {
  const { clock, random } = network;
  const sockets = {
    dial: (...parts: Parameters<MachineNetwork['dial']>) => host.connect(...parts),
    listenUdp: (...parts: Parameters<MachineNetwork['listenUdp']>) => host.listenUdp(...parts),
  };
  const resolver = files && new StubResolver({ network: () => sockets, files, clock, random });
  return {
    ...sockets,
    hostId: host.id,
    requests: network.requests,
    listen: (port, accept, options) => host.listen(port, accept, options),
    openEcho: (handlers) => host.openEcho(handlers),
    lookup: lookup ?? ((name) => resolver?.lookup(name) ?? Promise.reject(new NetworkError('ENOTFOUND', name))),
    ...(resolver && { nameOf: (address: string) => resolver.nameOf(address) }),
    capture: (device, options) => host.capture(device, options),
    interfaces: () => host.interfaces(),
    routes: () => host.routes(),
    neighbours: () => host.neighbours(),
    sockets: () => host.sockets(),
    conntrack: () => host.conntrack(),
    // A container has no NET_ADMIN capability.
    ...(host.box.kind !== 'pod' && controls(host)),
    rules: ({ table, counters = false } = {}) => {
      const known = TABLES.find((name) => name === table);
      if (table !== undefined && !known) throw new NetworkError('EACCES', `table ${table}`);
      return host.netfilter.save({ counters, ...(known && { table: known }) });
    },
  };
}

function controls(
  host: Host,
): Pick<MachineNetwork, 'changeRule' | 'administration' | 'virtualServers' | 'ipSets' | 'nftables'> {
  return {
    changeRule: (change) => changeRule(host, change),
    administration: host.administration,
    virtualServers: () => host.virtualServers,
    ipSets: () => host.ipSets,
    nftables: async () => (await import('./nftables/nftables-for.ts')).nftablesFor(host),
  };
}

function changeRule({ netfilter }: Host, { operation, table, chain, rule, position = 1 }: RuleChange): void {
  const known = TABLES.find((name) => name === table);
  if (!known) throw new NetworkError('EACCES', `table ${table}`);
  if (operation === 'delete') netfilter.delete(known, chain, rule);
  else if (operation === 'append') netfilter.append(known, chain, String(rule));
  else if (operation === 'check') netfilter.check(known, chain, String(rule));
  else if (operation === 'replace') netfilter.replace(known, chain, position, String(rule));
  else if (operation === 'zero') netfilter.zero(known, chain || undefined, rule === '' ? undefined : Number(rule));
  else if (operation === 'new-chain') netfilter.newChain(known, chain);
  else if (operation === 'delete-chain') netfilter.deleteChain(known, chain || undefined);
  else if (operation === 'flush') netfilter.flush(known, chain || undefined);
  else if (operation === 'policy') netfilter.setPolicy(known, chain, rule === 'DROP' ? 'DROP' : 'ACCEPT');
  else netfilter.insert(known, chain, position, String(rule));
}
