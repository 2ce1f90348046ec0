import { formatAddress, formatEndpoint } from '../address.ts';
import { balanceDestination } from '../address-translation.ts';
import type { TrackedState } from '../conntrack.ts';
import type { Packet } from '../packet.ts';
import type { Passage } from '../passage.ts';
import type { TerminalVerdict } from '../walk-end.ts';
import type { IpvsTable } from './ipvs-table.ts';

/**
 * IPVS at a host's LOCAL_IN or LOCAL_OUT: a packet to a virtual server gets a real server's address. Null for a packet that is none
 * of its; a verdict when no real server takes it (ip_vs_leave).
 */
export function balanceAtHost(
  table: IpvsTable,
  passage: Passage,
  packet: Packet,
  state: TrackedState,
): 'rewritten' | TerminalVerdict | null {
  const virtual = table.serverOf(packet, formatAddress);
  if (!virtual) return null;
  const { entry } = passage;
  const { origin } = virtual.settings;
  const known = entry?.ipvs && table.holds(entry.ipvs) ? entry.ipvs : null;
  const connection = known ?? table.schedule(virtual, packet, state);
  if (!connection) return { kind: 'refused', rule: `${virtual.line}: no real server`, ...(origin && { origin }) };
  if (entry) entry.ipvs = connection;
  connection.carried(true, 1, packet.length);
  const { server } = connection;
  const chosen = `  -> ${formatEndpoint(server.address, server.port).padEnd(28)} ${server.method}`;
  balanceDestination(passage, packet, {
    to: { address: formatAddress(server.address), port: server.port },
    rule: `${virtual.line}${chosen}`,
    kind: 'DNAT',
    table: 'ipvs',
    ...(origin && { origin }),
  });
  return 'rewritten';
}
