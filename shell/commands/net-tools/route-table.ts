import type { RouteInfo } from '../../../cluster/machinery/machine.ts';
import { type HostNames, netmask, splitPrefix } from './addresses.ts';

/** Which columns follow the flags: those of `route`, of `netstat -r`, or of `route -ee`. */
export type RouteStyle = 'route' | 'netstat' | 'both';

const TITLES: Readonly<Record<RouteStyle, string>> = {
  route: 'Flags Metric Ref    Use Iface',
  netstat: 'Flags   MSS Window  irtt Iface',
  both: 'Flags Metric Ref    Use Iface    MSS   Window irtt',
};

/** `route`, `netstat -r` (net-tools 2.10). Without `names` everything is a number. */
export async function routeTable(routes: readonly RouteInfo[], style: RouteStyle, names?: HostNames): Promise<string> {
  const rows: string[] = [];
  for (const route of routes) rows.push(await row(route, style, names));
  return `Kernel IP routing table\nDestination     Gateway         Genmask         ${TITLES[style]}\n${rows.join('')}`;
}

async function row({ destination, via, device }: RouteInfo, style: RouteStyle, names?: HostNames): Promise<string> {
  const { address, bits } = splitPrefix(destination);
  const host = bits === 32;
  const shown = names ? await destinationName(address, bits, names) : address;
  const gateway = via === undefined ? '0.0.0.0' : ((await names?.of(via)) ?? via);
  const flags = `U${via === undefined ? '' : 'G'}${host ? 'H' : ''}`;
  const start = `${cell(shown)} ${cell(gateway)} ${cell(netmask(bits))} ${flags.padEnd(6)}`;
  if (style === 'netstat') return `${start}    0 0          0 ${device}\n`;
  const counts = `0      0        0 ${style === 'both' ? `${device.padEnd(8)} 0     0      0` : device}`;
  return `${start}${counts}\n`;
}

async function destinationName(address: string, bits: number, names: HostNames): Promise<string> {
  if (bits === 0) return 'default';
  if (address === '169.254.0.0') return 'link-local';
  return (bits === 32 ? await names.of(address) : undefined) ?? address;
}

const cell = (text: string): string => text.slice(0, 15).padEnd(15);
