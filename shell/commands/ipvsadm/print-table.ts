import type {
  ForwardingMethod,
  IpvsConnectionInfo,
  IpvsCounters,
  RealServerInfo,
  VirtualServerInfo,
} from '../../../cluster/machinery/virtual-servers.ts';
import type { OptionName } from './option-table.ts';

/** How an address and its port are shown. */
export type Naming = (address: string, port: number) => string;

export const HEADER = 'IP Virtual Server version 1.2.1 (size=4096)\n';

export function titleText(options: ReadonlySet<OptionName>): string {
  const wide = 'Prot LocalAddress:Port'.padEnd(33);
  const second = '\n  -> RemoteAddress:Port\n';
  const right = (...names: string[]) => names.map((name) => ` ${name.padStart(8)}`).join('');
  if (options.has('stats')) return `${wide}${right('Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes')}${second}`;
  if (options.has('rate')) return `${wide}${right('CPS', 'InPPS', 'OutPPS', 'InBPS', 'OutBPS')}${second}`;
  if (options.has('thresholds')) {
    return `${wide} ${columns(['Uthreshold', 10], ['Lthreshold', 10], ['ActiveConn', 10], ['InActConn', 10])}${second}`;
  }
  if (options.has('persistent-conn')) {
    return `${wide} ${columns(['Weight', 9], ['PersistConn', 11], ['ActiveConn', 10], ['InActConn', 10])}${second}`;
  }
  const servers = '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n';
  return `Prot LocalAddress:Port Scheduler Flags\n${servers}`;
}

function columns(...cells: readonly (readonly [value: string | number, width: number])[]): string {
  return cells.map(([value, width]) => `${value}`.padEnd(width)).join(' ');
}

export function serviceText(service: VirtualServerInfo, options: ReadonlySet<OptionName>, name: Naming): string {
  const exact = options.has('exact');
  const shown = `${service.protocol.toUpperCase().padEnd(4)} ${name(service.address, service.port)}`.slice(0, 33);
  let line = `${shown} ${service.scheduler}${flagsText(service)}`;
  if (options.has('stats')) line = `${shown.padEnd(33)}${countersText(service.counters, exact)}`;
  else if (options.has('rate')) line = `${shown.padEnd(33)}${countersText(NO_RATE, exact)}`;
  return `${line}\n${service.servers.map((server) => serverText(server, options, name)).join('')}`;
}

function flagsText({ flags, persistentSeconds, netmask, onePacket }: VirtualServerInfo): string {
  const mask = netmask === '255.255.255.255' ? '' : ` mask ${netmask}`;
  const persistent = persistentSeconds === null ? '' : ` persistent ${persistentSeconds}${mask}`;
  return `${flags.length > 0 ? ` (${flags.join(',')})` : ''}${persistent}${onePacket ? ' ops' : ''}`;
}

function serverText(server: RealServerInfo, options: ReadonlySet<OptionName>, name: Naming): string {
  const shown = `  -> ${name(server.address, server.port).slice(0, 28).padEnd(28)}`;
  const { weight, active, inactive, persistent, upperThreshold, lowerThreshold, counters, method } = server;
  const exact = options.has('exact');
  if (options.has('stats')) return `${shown}${countersText(counters, exact)}\n`;
  if (options.has('rate')) return `${shown}${countersText(NO_RATE, exact)}\n`;
  if (options.has('thresholds')) {
    return `${shown} ${columns([upperThreshold, 10], [lowerThreshold, 10], [active, 10], [inactive, 10])}\n`;
  }
  if (options.has('persistent-conn')) {
    return `${shown} ${columns([weight, 9], [persistent, 11], [active, 10], [inactive, 10])}\n`;
  }
  return `${shown} ${columns([method, 7], [weight, 6], [active, 10], [inactive, 10])}\n`;
}

/** The estimator's figures fall to 0 within seconds of the last packet. */
const NO_RATE: IpvsCounters = { connections: 0, packetsIn: 0, packetsOut: 0, bytesIn: 0, bytesOut: 0 };

function countersText(counters: IpvsCounters, exact: boolean): string {
  const { connections, packetsIn, packetsOut, bytesIn, bytesOut } = counters;
  return [connections, packetsIn, packetsOut, bytesIn, bytesOut].map((value) => largeNumber(value, exact)).join('');
}

/** print_largenum of ipvsadm.c. */
function largeNumber(value: number, exact: boolean): string {
  const text = `${value}`;
  if (exact) return text.padStart(text.length <= 8 ? 9 : text.length + 1);
  if (value < 100_000_000) return text.padStart(9);
  if (value < 1_000_000_000) return `${Math.floor(value / 1_000)}`.padStart(8).concat('K');
  if (value < 100_000_000_000) return `${Math.floor(value / 1_000_000)}`.padStart(8).concat('M');
  return `${Math.floor(value / 1_000_000_000)}`.padStart(8).concat('G');
}

const METHOD_OPTIONS: Readonly<Record<ForwardingMethod, string>> = {
  Masq: '-m',
  Tunnel: '-i',
  Local: '-g',
  Route: '-g',
};

/** As `ipvsadm -S` prints it, for `-R` to read. */
export function ruleText(service: VirtualServerInfo, name: Naming): string {
  const { protocol, address, port, scheduler, persistentSeconds, netmask, onePacket, flags } = service;
  const option = { tcp: '-t', udp: '-u', sctp: '--sctp-service' }[protocol];
  const shown = `${option} ${name(address, port)}`;
  const mask = netmask === '255.255.255.255' ? '' : ` -M ${netmask}`;
  const persistent = persistentSeconds === null ? '' : ` -p ${persistentSeconds}${mask}`;
  const extra = `${onePacket ? ' -o' : ''}${flags.length > 0 ? ` -b ${flags.join(',')}` : ''}`;
  const servers = service.servers.map(
    (server) =>
      `-a ${shown} -r ${name(server.address, server.port)} ${METHOD_OPTIONS[server.method]} -w ${server.weight}\n`,
  );
  return `-A ${shown} -s ${scheduler}${persistent}${extra}\n${servers.join('')}`;
}

export function connectionsText(
  connections: readonly IpvsConnectionInfo[],
  options: ReadonlySet<OptionName>,
  name: Naming,
): string {
  const wide = options.has('persistent-conn');
  const head = (...names: string[]) => `pro expire ${names.join(' ')}\n`;
  const [state, source, virtual] = ['state'.padEnd(11), 'source'.padEnd(18), 'virtual'.padEnd(18)];
  const title = wide
    ? head(state, source, virtual, 'destination'.padEnd(18), 'pe name'.padEnd(16), 'pe_data')
    : head(state, source, virtual, 'destination');
  const lines = connections.map((connection) => {
    const at = ({ address, port }: { address: string; port: number }) => name(address, port);
    const { expiresSeconds } = connection;
    const two = (value: number) => `${value}`.padStart(2, '0');
    const expire = `${two(Math.floor(expiresSeconds / 60))}:${two(expiresSeconds % 60)}`.padEnd(6);
    const addresses = `${at(connection.client).padEnd(18)} ${at(connection.virtual).padEnd(18)}`;
    const protocol = connection.protocol.toUpperCase().padEnd(3);
    return `${protocol} ${expire} ${connection.state.padEnd(11)} ${addresses} ${at(connection.destination)}\n`;
  });
  return `IPVS connection entries\n${title}${lines.join('')}`;
}
