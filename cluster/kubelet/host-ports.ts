import { createHash } from 'node:crypto';
import type { Pod } from '../client/objects.ts';
import type { Random } from '../machinery/random.ts';
import type { RuleLine } from '../network/netfilter/netfilter.ts';
import { NetfilterError } from '../network/netfilter/rule-spec.ts';
import type { Host } from '../network/network.ts';

/** The name of flannel's network in its CNI configuration. */
const NETWORK = 'cbr0';
const DNAT = 'CNI-HOSTPORT-DNAT';
const MASQUERADE = 'CNI-HOSTPORT-MASQ';
const SET_MARK = 'CNI-HOSTPORT-SETMARK';
/** A chain's name has 28 characters at most. */
const CHAIN_LENGTH = 28;
/** `-m multiport` takes as many. */
const PORTS_A_RULE = 15;

interface HostPort {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly hostPort: number;
  readonly containerPort: number;
  /** '' for every address of the node. */
  readonly hostIP: string;
  /** `spec.containers[0].ports[0].hostPort` */
  readonly field: string;
}

export interface HostPortOptions {
  readonly pod: Pod;
  /** The pod's own address. */
  readonly address: string;
  /** The node's pods, who are masqueraded when they ask for one another through a host port. */
  readonly podCidr: string;
  readonly random: Random;
}

/** The CNI plugin portmap (plugins/meta/portmap): a pod's host ports as rules of its node. Answers how to close them. */
export function openHostPorts(host: Host, options: HostPortOptions): () => void {
  const ports = hostPortsOf(options.pod);
  if (ports.length === 0) return () => {};
  const { netfilter } = host;
  const id = sandboxId(options.random);
  const chain = `CNI-DN-${createHash('sha512')
    .update(NETWORK + id)
    .digest('hex')}`.slice(0, CHAIN_LENGTH);
  prepareHost(host);
  netfilter.restore('nat', { chains: new Map([[chain, ports.flatMap((port) => portRules(port, options))]]) });
  const jumps = jumpsTo(chain, ports, id);
  for (const jump of jumps) netfilter.append('nat', DNAT, jump);
  for (const port of ports) if (port.protocol === 'udp') forgetDatagrams(host, port);
  return () => {
    const present = netfilter.chain('nat', DNAT) ?? [];
    for (const jump of jumps) if (present.includes(jump)) netfilter.delete('nat', DNAT, jump);
    removeChain(host, chain);
  };
}

/** Somebody may have removed it, or jump to it, by hand. */
function removeChain({ netfilter }: Host, chain: string): void {
  try {
    netfilter.restore('nat', { chains: new Map([[chain, []]]), remove: [chain] });
  } catch (error) {
    if (!(error instanceof NetfilterError)) throw error;
  }
}

/** As the container runtime names sandboxes: 64 hexadecimal digits. */
function sandboxId(random: Random): string {
  return Array.from({ length: 2 }, () => random.uuid().replaceAll('-', '')).join('');
}

function hostPortsOf({ spec }: Pod): HostPort[] {
  return spec.containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap(({ hostPort, containerPort, protocol, hostIP = '' }, at): HostPort[] =>
      hostPort
        ? [
            {
              protocol: protocol === 'UDP' ? 'udp' : protocol === 'SCTP' ? 'sctp' : 'tcp',
              hostPort,
              containerPort,
              hostIP: hostIP === '0.0.0.0' || hostIP.includes(':') ? '' : hostIP,
              field: `spec.containers[${index}].ports[${at}].hostPort`,
            },
          ]
        : [],
    ),
  );
}

/** Chains and jumps that all pods' ports share; they stay when the last pod has gone. */
function prepareHost({ netfilter }: Host): void {
  const wanted = new Map<string, RuleLine[]>([
    [DNAT, []],
    [MASQUERADE, [{ rule: '-m mark --mark 0x2000/0x2000 -j MASQUERADE' }]],
    [SET_MARK, [{ rule: '-m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark 0x2000/0x2000' }]],
  ]);
  const missing = [...wanted].filter(([name]) => netfilter.chain('nat', name) === undefined);
  if (missing.length > 0) netfilter.restore('nat', { chains: new Map(missing) });
  const toPorts = `-m addrtype --dst-type LOCAL -j ${DNAT}`;
  for (const builtIn of ['PREROUTING', 'OUTPUT']) {
    if (!netfilter.chain('nat', builtIn)?.includes(toPorts)) netfilter.append('nat', builtIn, toPorts);
  }
  const fromPorts = `-m comment --comment "CNI portfwd requiring masquerade" -j ${MASQUERADE}`;
  if (!netfilter.chain('nat', 'POSTROUTING')?.includes(fromPorts)) {
    netfilter.insert('nat', 'POSTROUTING', 1, fromPorts);
  }
}

/** Who comes from the node's pods or from the node's own loopback is masqueraded, then all go to the pod. */
function portRules(port: HostPort, { pod, address, podCidr }: HostPortOptions): RuleLine[] {
  const { protocol, hostPort, containerPort, hostIP, field } = port;
  const { namespace, name } = pod.metadata;
  const origin = { object: `Pod ${namespace}/${name}`, field, value: `${hostPort}` };
  const match = `${hostIP && `-d ${hostIP}/32 `}-p ${protocol} -m ${protocol} --dport ${hostPort}`;
  return [
    { rule: `-s ${podCidr} ${match} -j ${SET_MARK}`, origin },
    { rule: `-s 127.0.0.1/32 ${match} -j ${SET_MARK}`, origin },
    { rule: `${match} -j DNAT --to-destination ${address}:${containerPort}`, origin },
  ];
}

function jumpsTo(chain: string, ports: readonly HostPort[], id: string): string[] {
  const comment = `-m comment --comment "dnat name: \\"${NETWORK}\\" id: \\"${id}\\""`;
  const jumps: string[] = [];
  for (const protocol of ['tcp', 'udp', 'sctp'] as const) {
    const numbers = new Set(ports.filter((port) => port.protocol === protocol).map(({ hostPort }) => hostPort));
    const sorted = [...numbers].sort((a, b) => a - b);
    for (let at = 0; at < sorted.length; at += PORTS_A_RULE) {
      const list = sorted.slice(at, at + PORTS_A_RULE).join(',');
      jumps.push(`-p ${protocol} ${comment} -m multiport --dports ${list} -j ${chain}`);
    }
  }
  return jumps;
}

/** Datagrams that came before the port was open would go on being refused (deletePortmapStaleConnections). */
function forgetDatagrams(host: Host, { hostPort, hostIP }: HostPort): void {
  host.forgetTracked(
    'udp',
    ({ original }) => original.destinationPort === hostPort && (hostIP === '' || original.destination === hostIP),
  );
}
