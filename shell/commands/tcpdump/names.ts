import { FileError } from '../../../cluster/machinery/file-system.ts';
import { type Machine, NetworkError } from '../../../cluster/machinery/machine.ts';
import { hostNames } from './filter/parse.ts';
import type { Names } from './filter/primitives.ts';
import { servicePort } from './services.ts';

const NAMES_MAX = 64;

/** Addresses of the host names in a filter, looked up before it is compiled. */
export async function filterNames(machine: Machine, filter: string): Promise<Names> {
  const found = new Map<string, number[]>();
  for (const name of hostNames(filter).slice(0, NAMES_MAX)) {
    if (servicePort(name) !== undefined) continue;
    try {
      found.set(name, (await machine.network.lookup(name)).map(addressNumber));
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
    }
  }
  return { host: (name) => found.get(name), port: servicePort };
}

/** What an address is called: /etc/hosts, then the reverse zone. */
export function hostNamer(machine: Machine): (address: string) => string {
  const known = readHosts(machine);
  return (address) => {
    const name = known.get(address);
    if (name !== undefined) return name;
    const reverse = `${address.split('.').reverse().join('.')}.in-addr.arpa`;
    const found = machine.network.records?.(reverse, 'PTR')[0]?.replace(/\.$/, '') ?? address;
    if (known.size < 4_096) known.set(address, found);
    return found;
  };
}

function readHosts({ files }: Machine): Map<string, string> {
  const names = new Map<string, string>();
  try {
    for (const line of Buffer.from(files.read('/etc/hosts')).toString('utf8').split('\n')) {
      const [address, name] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (address && name && !names.has(address)) names.set(address, name);
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
  return names;
}

function addressNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
