import type { InterfaceInfo, NeighbourInfo, RouteInfo } from '../../../cluster/machinery/machine.ts';

const only = (interfaces: readonly InterfaceInfo[], device: string | null): InterfaceInfo[] =>
  interfaces.filter(({ name }) => device === null || name === device);

export function addressesText(interfaces: readonly InterfaceInfo[], device: string | null, brief: boolean): string {
  const shown = only(interfaces, device);
  if (brief) return shown.map((item) => `${briefName(item)} ${item.addresses.join(' ')} \n`).join('');
  return shown
    .map(
      (item) =>
        `${headLine(item)}${linkLine(item)}${item.addresses.map((address) => inetLine(item, address)).join('')}`,
    )
    .join('');
}

export function linksText(
  interfaces: readonly InterfaceInfo[],
  device: string | null,
  brief: boolean,
  details: boolean,
): string {
  const shown = only(interfaces, device);
  if (brief) return shown.map((item) => `${briefName(item)} ${item.mac} <${flags(item).join(',')}> \n`).join('');
  return shown
    .map((item) => `${headLine(item, 'mode DEFAULT ')}${linkLine(item)}${details ? detailLine(item) : ''}`)
    .join('');
}

/** `eth0` or, for a veth, `veth1234@if2`. */
function shownName({ name, peerIndex }: InterfaceInfo): string {
  return peerIndex === undefined ? name : `${name}@if${peerIndex}`;
}

const briefName = (item: InterfaceInfo): string => `${shownName(item).padEnd(16)} ${stateOf(item).padEnd(14)}`;

function stateOf({ kind, up }: InterfaceInfo): string {
  if (!up) return 'DOWN';
  return kind === 'loopback' || kind === 'vxlan' ? 'UNKNOWN' : 'UP';
}

function flags({ kind, up }: InterfaceInfo): string[] {
  if (kind === 'dummy') return up ? ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP'] : ['BROADCAST', 'NOARP'];
  const base = kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  return up ? [...base, 'UP', 'LOWER_UP'] : base;
}

function headLine(item: InterfaceInfo, mode = ''): string {
  const queue = item.up ? (item.kind === 'ethernet' ? 'mq' : 'noqueue') : 'noop';
  const master = item.master ? `master ${item.master} ` : '';
  const tail = item.kind === 'ethernet' || item.kind === 'loopback' || item.kind === 'bridge' ? ' qlen 1000' : '';
  return `${item.index}: ${shownName(item)}: <${flags(item).join(',')}> mtu ${item.mtu} qdisc ${queue} ${master}state ${stateOf(item)} ${mode}group default${tail}\n`;
}

function linkLine(item: InterfaceInfo): string {
  const loopback = item.kind === 'loopback';
  const broadcast = loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff';
  const peer = item.peerIndex === undefined ? '' : ' link-netnsid 0';
  return `    link/${loopback ? 'loopback' : 'ether'} ${loopback ? '00:00:00:00:00:00' : item.mac} brd ${broadcast}${peer}\n`;
}

function detailLine({ kind, vxlan }: InterfaceInfo): string {
  if (kind === 'vxlan' && vxlan) {
    return `    vxlan id ${vxlan.id} local ${vxlan.local} dev eth0 srcport 0 0 dstport ${vxlan.port} nolearning ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx\n`;
  }
  return kind === 'bridge' || kind === 'veth' || kind === 'dummy' ? `    ${kind}\n` : '';
}

function inetLine(item: InterfaceInfo, address: string): string {
  const scope = item.kind === 'loopback' ? 'host' : 'global';
  const broadcast = item.kind === 'loopback' || address.endsWith('/32') ? '' : `brd ${broadcastOf(address)} `;
  return `    inet ${address} ${broadcast}scope ${scope} ${item.name}\n       valid_lft forever preferred_lft forever\n`;
}

function broadcastOf(address: string): string {
  const [host = '', bits = '32'] = address.split('/');
  const size = 2 ** (32 - Number(bits));
  const value = host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const last = Math.floor(value / size) * size + size - 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.');
}

export function routesText(routes: readonly RouteInfo[], device: string | null): string {
  return routes
    .filter((route) => device === null || route.device === device)
    .map((route) => {
      const parts = [route.destination];
      if (route.via) parts.push(`via ${route.via}`);
      parts.push(`dev ${route.device}`);
      if (route.protocol && route.protocol !== 'boot') parts.push(`proto ${route.protocol}`);
      if (route.scope && route.scope !== 'global') parts.push(`scope ${route.scope}`);
      if (route.source) parts.push(`src ${route.source}`);
      if (route.onlink) parts.push('onlink');
      return `${parts.join(' ')} \n`;
    })
    .join('');
}

export function neighboursText(neighbours: readonly NeighbourInfo[], device: string | null): string {
  return neighbours
    .filter((neighbour) => device === null || neighbour.device === device)
    .map(({ address, device: name, mac, state }) => `${address} dev ${name} ${mac ? `lladdr ${mac} ` : ''}${state} \n`)
    .join('');
}
