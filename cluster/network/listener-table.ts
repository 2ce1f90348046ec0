import { type MachineSocket, NetworkError, type SocketInfo } from '../machinery/machine.ts';
import { type Address, formatAddress } from './address.ts';

const ANY: Address = 0;

export interface PortListener {
  readonly address: Address;
  readonly port: number;
  readonly accept: (socket: MachineSocket) => void;
  readonly program: string | undefined;
  readonly pid: number | undefined;
  readonly accepted: Set<MachineSocket & { resetAndDestroy(): unknown }>;
}

/** Who listens on one host. */
export class ListenerTable {
  readonly #byPort = new Map<number, PortListener[]>();

  add(listener: PortListener): void {
    const others = this.#byPort.get(listener.port) ?? [];
    if (others.some(({ address }) => address === ANY || listener.address === ANY || address === listener.address)) {
      throw new NetworkError('EADDRINUSE', `${formatAddress(listener.address)}:${listener.port}`);
    }
    this.#byPort.set(listener.port, [...others, listener]);
  }

  remove(listener: PortListener): void {
    const others = (this.#byPort.get(listener.port) ?? []).filter((other) => other !== listener);
    if (others.length > 0) this.#byPort.set(listener.port, others);
    else this.#byPort.delete(listener.port);
  }

  find(address: Address, port: number): PortListener | undefined {
    return this.#byPort.get(port)?.find((listener) => listener.address === ANY || listener.address === address);
  }

  hasPort(port: number): boolean {
    return this.#byPort.has(port);
  }

  all(): PortListener[] {
    return [...this.#byPort.values()].flat();
  }

  describe(): SocketInfo[] {
    return this.all()
      .toSorted((a, b) => a.port - b.port)
      .map(({ address, port, program, pid }) => ({
        protocol: 'tcp',
        state: 'LISTEN',
        local: { address: formatAddress(address), port },
        remote: { address: '0.0.0.0', port: 0 },
        ...(program !== undefined && { program }),
        ...(pid !== undefined && { pid }),
      }));
  }
}
