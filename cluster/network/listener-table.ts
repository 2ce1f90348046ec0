import type { MachineSocket, SocketInfo } from '../machinery/machine.ts';
import type { Foresight } from '../machinery/rehearsal.ts';
import { formatAddress } from './address.ts';
import { type BoundPort, BoundPorts } from './bound-ports.ts';

export interface PortListener extends BoundPort {
  readonly accept: (socket: MachineSocket) => void;
  readonly program: string | undefined;
  readonly pid: number | undefined;
  readonly foresight: Foresight | undefined;
  readonly accepted: Set<MachineSocket & { resetAndDestroy(): unknown }>;
}

/** Who listens for TCP connections on one host. */
export class ListenerTable extends BoundPorts<PortListener> {
  describe(): SocketInfo[] {
    return this.all().map(({ address, port, program, pid }) => ({
      protocol: 'tcp',
      state: 'LISTEN',
      local: { address: formatAddress(address), port },
      remote: { address: '0.0.0.0', port: 0 },
      ...(program !== undefined && { program }),
      ...(pid !== undefined && { pid }),
    }));
  }
}
