import type { ConntrackInfo, ConntrackTuple } from '../machinery/machine.ts';
import { formatAddress } from './address.ts';
import type { ConntrackEntry } from './conntrack.ts';
import { ECHO_REPLY, ECHO_REQUEST } from './icmp-message.ts';

/** An entry as programs see it. */
export function describeEntry(entry: ConntrackEntry, timeoutSeconds: number): ConntrackInfo {
  const { state, assured } = entry.connection;
  const echo = entry.protocol === 'icmp';
  return {
    protocol: entry.protocol,
    timeoutSeconds,
    ...(state && { state }),
    original: {
      source: formatAddress(entry.source),
      destination: formatAddress(entry.destination),
      ...(echo
        ? echoPart(ECHO_REQUEST, entry.sourcePort)
        : { sourcePort: entry.sourcePort, destinationPort: entry.destinationPort }),
    },
    reply: {
      source: formatAddress(entry.replySource),
      destination: formatAddress(entry.replyDestination),
      ...(echo
        ? echoPart(ECHO_REPLY, entry.replyDestinationPort)
        : { sourcePort: entry.replySourcePort, destinationPort: entry.replyDestinationPort }),
    },
    assured: entry.replied && assured,
    unreplied: !entry.replied,
    mark: 0,
  };
}

function echoPart(type: number, identifier: number): Omit<ConntrackTuple, 'source' | 'destination'> {
  return { sourcePort: 0, destinationPort: 0, icmp: { type, code: 0, identifier } };
}
