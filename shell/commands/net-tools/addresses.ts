import { type MachineNetwork, NetworkError } from '../../../cluster/machinery/machine.ts';

/** 255.255.255.0 for 24. */
export function netmask(bits: number): string {
  return dotted(2 ** 32 - 2 ** (32 - bits));
}

export function broadcastOf(address: string, bits: number): string {
  const size = 2 ** (32 - bits);
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return dotted(Math.floor(value / size) * size + size - 1);
}

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/** An address and its prefix length: `10.0.0.1/24`, `10.0.0.1` (32), `default` (0). */
export function splitPrefix(text: string): { address: string; bits: number } {
  if (text === 'default') return { address: '0.0.0.0', bits: 0 };
  const [address = '', bits = '32'] = text.split('/');
  return { address, bits: Number(bits) };
}

/** Names of addresses, each asked for once; undefined where there is none. */
export class HostNames {
  readonly #network: MachineNetwork;
  readonly #known = new Map<string, string | undefined>();

  constructor(network: MachineNetwork) {
    this.#network = network;
  }

  async of(address: string): Promise<string | undefined> {
    if (!this.#known.has(address)) this.#known.set(address, await this.#ask(address));
    return this.#known.get(address);
  }

  async #ask(address: string): Promise<string | undefined> {
    if (address === '0.0.0.0') return undefined;
    if (address.startsWith('127.')) return 'localhost';
    try {
      return await this.#network.nameOf?.(address);
    } catch (error) {
      if (error instanceof NetworkError) return undefined;
      throw error;
    }
  }
}
