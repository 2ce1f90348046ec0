import { NetworkError, type Process } from '../../../cluster/machinery/machine.ts';
import { type PingOptions, PingUsageError } from './options.ts';

export interface PingTarget {
  /** As it was given. */
  readonly name: string;
  readonly address: string;
  readonly numeric: boolean;
}

/** The address to ask. Throws `PingUsageError` with what getaddrinfo or connect say. */
export async function resolveTarget(process: Process, options: PingOptions): Promise<PingTarget> {
  const { target, family } = options;
  const literal = numericAddress(target);
  if (literal !== undefined && family === 6) throw unresolved(target, 'Address family for hostname not supported');
  if (target.includes(':') && family === 4) throw unresolved(target, 'Address family for hostname not supported');
  const address = literal ?? (await lookup(process, target, family));
  if (!isReachable(process, address)) throw new PingUsageError('ping: connect: Network is unreachable\n', 2);
  if (/^255\.255\.255\.255$/.test(address) && !options.broadcast) {
    throw new PingUsageError(
      'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n',
      2,
    );
  }
  return { name: target, address, numeric: literal !== undefined };
}

/** inet_aton(3): `10.0.0.1`, `10.1`, `0` (which Linux takes for this host). */
export function numericAddress(text: string): string | undefined {
  if (!/^\d{1,10}(\.\d{1,10}){0,3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  const last = parts.pop()!;
  if (parts.some((part) => part > 255) || last >= 256 ** (4 - parts.length)) return undefined;
  const rest = [24, 16, 8, 0].slice(parts.length).map((shift) => Math.floor(last / 2 ** shift) % 256);
  const address = [...parts, ...rest].join('.');
  return address === '0.0.0.0' ? '127.0.0.1' : address;
}

async function lookup(process: Process, name: string, family: 4 | 6 | undefined): Promise<string> {
  try {
    const [address] = await process.machine.network.lookup(name);
    if (family === 6 && address) throw unresolved(name, 'No address associated with hostname');
    if (address) return address;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.code === 'EAI_AGAIN') throw unresolved(name, 'Temporary failure in name resolution');
  }
  throw unresolved(name, 'Name or service not known');
}

function unresolved(name: string, why: string): PingUsageError {
  return new PingUsageError(`ping: ${name}: ${why}\n`, 2);
}

/** connect(2) of the probe that asks for the source address. */
function isReachable({ machine }: Process, address: string): boolean {
  const { network } = machine;
  if (address.startsWith('127.') || network.routes().some(({ destination }) => destination === 'default')) return true;
  const value = numberOf(address);
  return (
    network.interfaces().some(({ addresses }) => addresses.some((own) => own.split('/')[0] === address)) ||
    network.routes().some(({ destination }) => {
      const [prefix = '', length = '32'] = destination.split('/');
      return (
        Math.floor(value / 2 ** (32 - Number(length))) === Math.floor(numberOf(prefix) / 2 ** (32 - Number(length)))
      );
    })
  );
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** ` from 10.0.0.1 eth0:` after the target, with -I. Throws `PingUsageError` for what is not there. */
export function sourceWords({ machine }: Process, { source }: PingOptions): string {
  if (source === undefined) return '';
  const devices = machine.network.interfaces();
  if (/^\d+(\.\d+){3}$/.test(source)) {
    if (devices.some(({ addresses }) => addresses.some((own) => own.split('/')[0] === source)))
      return ` from ${source} :`;
    throw new PingUsageError('ping: bind: Cannot assign requested address\n', 2);
  }
  const device = devices.find(({ name }) => name === source);
  if (!device) throw new PingUsageError(`ping: SO_BINDTODEVICE ${source}: No such device\n`, 2);
  return ` from ${device.addresses[0]?.split('/')[0] ?? '0.0.0.0'} ${source}:`;
}

/** The name that belongs to an address, or the address. */
export async function nameOfAddress({ machine }: Process, address: string): Promise<string> {
  return (await machine.network.nameOf?.(address)) ?? address;
}

export function addressText(address: string, name: string | undefined): string {
  return name === undefined || name === address ? address : `${name} (${address})`;
}
