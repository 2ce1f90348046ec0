import type {
  ForwardingMethod,
  IpvsCounters,
  RealServerInfo,
  RealServerSettings,
} from '../../machinery/virtual-servers.ts';
import { type Address, formatAddress, requireAddress } from '../address.ts';

export class Counters {
  connections = 0;
  packetsIn = 0;
  packetsOut = 0;
  bytesIn = 0;
  bytesOut = 0;

  describe(): IpvsCounters {
    return { ...this };
  }

  zero(): void {
    Object.assign(this, new Counters());
  }
}

/** One destination of one virtual server. */
export class RealServer {
  readonly address: Address;
  readonly port: number;
  readonly counters = new Counters();
  method: ForwardingMethod = 'Masq';
  weight = 1;
  upperThreshold = 0;
  lowerThreshold = 0;
  /** Of TCP, established. */
  active = 0;
  /** In any other state. */
  inactive = 0;
  persistent = 0;
  /** Still one of its virtual server's. */
  available = true;

  constructor(settings: RealServerSettings) {
    this.address = requireAddress(settings.address);
    this.port = settings.port;
    this.change(settings);
  }

  change({ method, weight, upperThreshold, lowerThreshold }: RealServerSettings): void {
    Object.assign(this, { method, weight, upperThreshold, lowerThreshold });
  }

  /** Neither quiescent nor overloaded. */
  get takesConnections(): boolean {
    if (this.weight <= 0) return false;
    return this.upperThreshold === 0 || this.active + this.inactive < this.upperThreshold;
  }

  describe(): RealServerInfo {
    const { port, method, weight, upperThreshold, lowerThreshold, active, inactive, persistent } = this;
    return {
      address: formatAddress(this.address),
      port,
      method,
      weight,
      upperThreshold,
      lowerThreshold,
      active,
      inactive,
      persistent,
      counters: this.counters.describe(),
    };
  }
}
