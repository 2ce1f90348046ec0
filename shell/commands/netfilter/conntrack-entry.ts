import type { ConntrackInfo, ConntrackTuple } from '../../../cluster/machinery/machine.ts';

/** `-o` of conntrack(8). */
export interface EntryOutput {
  /** The network layer's protocol before everything else. */
  readonly extended: boolean;
  readonly id: boolean;
  /** Of events: seconds and microseconds before each. */
  readonly timestamp: boolean;
}

export const PLAIN: EntryOutput = { extended: false, id: false, timestamp: false };

/** A line of `conntrack -L`; of an event without a time (`-E` of what is gone) none is printed. */
export function entryText(entry: ConntrackInfo, output: EntryOutput, withTime = true): string {
  return [
    ...(output.extended ? ['ipv4     2'] : []),
    `${PROTOCOLS[entry.protocol]}${withTime ? ` ${entry.timeoutSeconds}` : ''}`,
    ...(entry.state && withTime ? [entry.state] : []),
    tupleText(entry.original),
    ...(entry.unreplied ? ['[UNREPLIED]'] : []),
    tupleText(entry.reply),
    ...(entry.assured ? ['[ASSURED]'] : []),
    ...(withTime ? [`mark=${entry.mark}`, 'use=1'] : []),
    ...(output.id ? [`id=${identity(entry)}`] : []),
  ].join(' ');
}

const PROTOCOLS: Readonly<Record<ConntrackInfo['protocol'], string>> = {
  tcp: 'tcp      6',
  udp: 'udp      17',
  icmp: 'icmp     1',
};

function tupleText({ source, destination, sourcePort, destinationPort, icmp }: ConntrackTuple): string {
  if (icmp) return `src=${source} dst=${destination} type=${icmp.type} code=${icmp.code} id=${icmp.identifier}`;
  return `src=${source} dst=${destination} sport=${sourcePort} dport=${destinationPort}`;
}

/** The same for an entry as long as it lives (nf_ct_get_id). */
function identity({ original, protocol }: ConntrackInfo): number {
  const text = `${protocol} ${tupleText(original)}`;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
