import type { Process } from '../../../cluster/machinery/machine.ts';
import { changeNetwork } from './ip-change.ts';
import { addressesText, linksText, neighboursText, routesText } from './ip-text.ts';

interface IpOptions {
  readonly brief: boolean;
  readonly details: boolean;
}

type Show = (process: Process, device: string | null, options: IpOptions) => string;

const OBJECTS: Readonly<Record<string, Show>> = {
  address: ({ machine }, device, options) => addressesText(machine.network.interfaces(), device, options.brief),
  link: ({ machine }, device, options) =>
    linksText(machine.network.interfaces(), device, options.brief, options.details),
  route: ({ machine }, device) => routesText(machine.network.routes(), device),
  neighbour: ({ machine }, device) => neighboursText(machine.network.neighbours(), device),
};

const HELP = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { address | link | neighbour | route }
       OPTIONS := { -4 | -br[ief] | -d[etails] }
`;

/** ip(8): links, addresses, routes and neighbours; root may change them. */
export async function ip(process: Process): Promise<number> {
  const error = (text: string) => process.stderr.write(Buffer.from(text));
  const words: string[] = [];
  let options: IpOptions = { brief: false, details: false };
  for (const argument of process.args.slice(1)) {
    if (/^-br(ief)?$/.test(argument)) options = { ...options, brief: true };
    else if (/^-d(etails)?$/.test(argument)) options = { ...options, details: true };
    else if (/^-(4|c(olor)?(=\w+)?|o(neline)?|s(tatistics)?)$/.test(argument)) continue;
    else if (argument.startsWith('-')) {
      await error(`Option "${argument}" is unknown, try "ip -help".\n`);
      return 255;
    } else words.push(argument);
  }
  const [object, command = 'show', ...rest] = words;
  if (!object || object === 'help') {
    await error(HELP);
    return object ? 0 : 255;
  }
  const name = Object.keys(OBJECTS).find(
    (full) => full.startsWith(object) || (object === 'neighbor' && full === 'neighbour'),
  );
  if (!name) {
    await error(`Object "${object}" is unknown, try "ip help".\n`);
    return 1;
  }
  if (name === 'route' && command === 'get') return routeGet(process, rest[0] ?? '');
  const shows = ['show', 'list', 'lst', 'ls'].some((word) => word.startsWith(command));
  if (!shows) return changeNetwork(process, name, command, rest);
  const device = deviceOf(rest);
  if (device !== null && !process.machine.network.interfaces().some((known) => known.name === device)) {
    await error(`Device "${device}" does not exist.\n`);
    return 1;
  }
  await process.stdout.write(Buffer.from(OBJECTS[name]!(process, device, options)));
  return 0;
}

function deviceOf(words: readonly string[]): string | null {
  const at = words.indexOf('dev');
  return (at >= 0 ? words[at + 1] : words[0]) ?? null;
}

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

async function routeGet(process: Process, address: string): Promise<number> {
  const { network } = process.machine;
  if (!/^\d+(\.\d+){3}$/.test(address)) {
    await process.stderr.write(Buffer.from(`Error: inet prefix is expected rather than "${address}".\n`));
    return 1;
  }
  const own = network.interfaces().find(({ addresses }) => addresses.some((known) => known.split('/')[0] === address));
  const matching = network
    .routes()
    .map((route) => ({ route, length: prefixLength(route.destination, address) }))
    .filter(({ length }) => length >= 0)
    .sort((a, b) => b.length - a.length)[0]?.route;
  if (!own && !matching) {
    await process.stderr.write(Buffer.from('RTNETLINK answers: Network is unreachable\n'));
    return 2;
  }
  const device = own ? 'lo' : matching!.device;
  const source = own
    ? address
    : (matching!.source ??
      network
        .interfaces()
        .find(({ name }) => name === device)
        ?.addresses[0]?.split('/')[0] ??
      '');
  const via = !own && matching!.via ? ` via ${matching!.via}` : '';
  await process.stdout.write(
    Buffer.from(
      `${own ? 'local ' : ''}${address}${via} dev ${device} src ${source} uid 0 \n    cache ${own ? '<local> ' : ''}\n`,
    ),
  );
  return 0;
}

/** How many bits of the route's prefix match; -1 when it does not. */
function prefixLength(destination: string, address: string): number {
  if (destination === 'default') return 0;
  const [network = '', bits = '32'] = destination.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(toNumber(network) / size) === Math.floor(toNumber(address) / size) ? Number(bits) : -1;
}
