import type { Process, RouteInfo } from '../../../cluster/machinery/machine.ts';
import { AdministrationError, type NetworkAdministration } from '../../../cluster/machinery/network-administration.ts';
import { isSuperuser } from '../netfilter/superuser.ts';

/** What ip(8) says, and its exit code: 1 for its own complaints, 2 for the kernel's. */
class Refusal extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

type Change = (administration: NetworkAdministration, words: readonly string[], process: Process) => void;

const CHANGES: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  link: { set: setLink },
  address: { add: addAddress, delete: deleteAddress },
  route: { add: addRoute, delete: deleteRoute, replace: replaceRoute, change: replaceRoute },
};
const KNOWN_COMMANDS = ['add', 'change', 'delete', 'flush', 'replace', 'set'];

/** `ip link set`, `ip address add|del`, `ip route add|del|replace`. */
export async function changeNetwork(
  process: Process,
  object: string,
  command: string,
  words: readonly string[],
): Promise<number> {
  try {
    const full = KNOWN_COMMANDS.find((name) => name.startsWith(command));
    if (!full) throw new Refusal(`Command "${command}" is unknown, try "ip ${object} help".`, 255);
    const change = CHANGES[object]?.[full];
    const { administration } = process.machine.network;
    if (!change || !administration || !isSuperuser(process)) {
      throw new Refusal('RTNETLINK answers: Operation not permitted', 2);
    }
    change(administration, words, process);
    return 0;
  } catch (error) {
    const refusal = asRefusal(error);
    await process.stderr.write(Buffer.from(`${refusal.message}\n`));
    return refusal.exitCode;
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof AdministrationError)
    return new Refusal(`${error.extended ? 'Error:' : 'RTNETLINK answers:'} ${error.message}`, 2);
  throw error;
}

function requireDevice({ machine }: Process, name: string | undefined): string {
  if (name === undefined) throw new Refusal('Not enough information: "dev" argument is required.', 255);
  if (machine.network.interfaces().some((known) => known.name === name)) return name;
  throw new Refusal(`Cannot find device "${name}"`, 1);
}

function setLink(administration: NetworkAdministration, words: readonly string[], process: Process): void {
  let device: string | undefined;
  const change: { mtu?: number; up?: boolean } = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === 'up' || word === 'down') change.up = word === 'up';
    else if (word === 'mtu') {
      const text = words[++at] ?? '';
      if (!/^\d+$/.test(text)) throw new Refusal(`Error: argument "${text}" is wrong: Invalid "mtu" value\n`, 255);
      change.mtu = Number(text);
    } else if (word === 'dev') device = words[++at];
    else if (device === undefined) device = word;
    else throw new Refusal(`Error: either "dev" is duplicate, or "${word}" is a garbage.`, 255);
  }
  administration.setLink(requireDevice(process, device), change);
}

function addressAndDevice(words: readonly string[], process: Process): [address: string, device: string] {
  const at = words.indexOf('dev');
  const device = at < 0 ? undefined : words[at + 1];
  const address = words.find((word, index) => word !== 'dev' && index !== at + 1 && word !== 'local') ?? '';
  if (!isPrefix(address)) throw new Refusal(`Error: any valid prefix is expected rather than "${address}".`, 1);
  return [address, requireDevice(process, device)];
}

function addAddress(administration: NetworkAdministration, words: readonly string[], process: Process): void {
  const [address, device] = addressAndDevice(words, process);
  administration.addAddress(device, address);
}

function deleteAddress(administration: NetworkAdministration, words: readonly string[], process: Process): void {
  const [address, device] = addressAndDevice(words, process);
  administration.removeAddress(device, address);
}

function readRoute(words: readonly string[], process: Process): Partial<RouteInfo> & { destination: string } {
  const [destination = '', ...rest] = words;
  if (destination !== 'default' && !isPrefix(destination)) {
    throw new Refusal(`Error: any valid prefix is expected rather than "${destination}".`, 1);
  }
  const route: Partial<RouteInfo> & { destination: string } = { destination };
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    const value = rest[at + 1] ?? '';
    if (word === 'onlink') route.onlink = true;
    else if (word === 'via' || word === 'src') {
      if (!isPrefix(value) || value.includes('/'))
        throw new Refusal(`Error: inet address is expected rather than "${value}".`, 1);
      route[word === 'via' ? 'via' : 'source'] = value;
      at++;
    } else if (word === 'dev') {
      route.device = requireDevice(process, value);
      at++;
    } else if (['metric', 'proto', 'scope', 'mtu', 'table'].includes(word)) at++;
    else throw new Refusal(`Error: either "to" is duplicate, or "${word}" is a garbage.`, 255);
  }
  return route;
}

function addRoute(administration: NetworkAdministration, words: readonly string[], process: Process): void {
  const route = readRoute(words, process);
  const device = route.device ?? deviceOfGateway(process, route.via);
  if (device === undefined) throw new AdministrationError('No such device');
  const scope = route.via === undefined ? ({ scope: 'link' } as const) : {};
  administration.addRoute({ ...scope, ...route, device });
}

function deleteRoute(administration: NetworkAdministration, words: readonly string[], process: Process): void {
  administration.removeRoute(readRoute(words, process));
}

function replaceRoute(administration: NetworkAdministration, words: readonly string[], process: Process): void {
  const { destination } = readRoute(words, process);
  try {
    administration.removeRoute({ destination });
  } catch (error) {
    if (!(error instanceof AdministrationError)) throw error;
  }
  addRoute(administration, words, process);
}

/** The device whose network the gateway is in. */
function deviceOfGateway({ machine }: Process, via: string | undefined): string | undefined {
  if (via === undefined) return undefined;
  const connected = machine.network
    .routes()
    .filter((route) => route.via === undefined && route.destination !== 'default');
  const found = connected.find(({ destination }) => contains(destination, via));
  if (!found) throw new AdministrationError('Nexthop has invalid gateway.', true);
  return found.device;
}

function contains(prefix: string, address: string): boolean {
  const [network = '', bits = '32'] = prefix.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(toNumber(network) / size) === Math.floor(toNumber(address) / size);
}

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function isPrefix(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const parts = address.split('.');
  const isAddress = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return isAddress && more === undefined && (bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32));
}
