import { NetworkError } from '../machinery/machine.ts';
import { type Address, formatAddress } from './address.ts';

const ANY: Address = 0;

export interface BoundPort {
  /** 0 for every address of the host. */
  readonly address: Address;
  readonly port: number;
}

/** Who is bound to which local port of one protocol on one host. */
export class BoundPorts<Item extends BoundPort> {
  readonly #byPort = new Map<number, Item[]>();

  add(item: Item): void {
    const others = this.#byPort.get(item.port) ?? [];
    if (others.some(({ address }) => address === ANY || item.address === ANY || address === item.address)) {
      throw new NetworkError('EADDRINUSE', `${formatAddress(item.address)}:${item.port}`);
    }
    this.#byPort.set(item.port, [...others, item]);
  }

  remove(item: Item): void {
    const others = (this.#byPort.get(item.port) ?? []).filter((other) => other !== item);
    if (others.length > 0) this.#byPort.set(item.port, others);
    else this.#byPort.delete(item.port);
  }

  find(address: Address, port: number): Item | undefined {
    return this.#byPort.get(port)?.find((item) => item.address === ANY || item.address === address);
  }

  hasPort(port: number): boolean {
    return this.#byPort.has(port);
  }

  /** In the order of their ports. */
  all(): Item[] {
    return [...this.#byPort.values()].flat().toSorted((a, b) => a.port - b.port);
  }
}
