import type { Clock } from '../../machinery/clock.ts';
import type { Host, Network } from '../../network/network.ts';
import type { BalancerWires } from './balancer-wires.ts';
import { HealthCheck } from './health-check.ts';
import { BalancerListener } from './listener.ts';
import type { BalancerMode, ListenerOptions } from './listener-options.ts';
import type { Member } from './member.ts';
import { type ServedPort, servePort } from './serve-port.ts';

export interface LoadBalancerOptions {
  /** Of all load balancers; its host is `lb/ID`. */
  readonly id: string;
  readonly name: string;
  readonly mode: BalancerMode;
  /** Absent or null: only its private address. */
  readonly publicAddress?: string | null;
  /** The provider's edge announces the public address and rewrites it to the private one. */
  readonly edge?: boolean;
  /** Who made it: `manual`, `otc`, `aws`. By default `manual`. */
  readonly owner?: string;
  /** By default true. */
  readonly announced?: boolean;
  /** In the balancers' network: by default the next free one. */
  readonly privateAddress?: string;
}

export interface BalancerSurroundings {
  readonly clock: Clock;
  readonly network: Network;
  readonly wires: BalancerWires;
  readonly changed: () => void;
}

interface Served {
  readonly listener: BalancerListener;
  readonly checks: Map<Member, HealthCheck>;
  port: ServedPort;
}

/** A load balancer: a host of its own in the provider's network, with listeners. */
export class LoadBalancer {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly edge: boolean;
  readonly privateAddress: string;
  readonly host: Host;
  readonly #around: BalancerSurroundings;
  readonly #served = new Map<string, Served>();
  #mode: BalancerMode;
  #publicAddress: string | null = null;
  #announced: boolean;

  constructor(options: LoadBalancerOptions, around: BalancerSurroundings) {
    this.id = options.id;
    this.name = options.name;
    this.owner = options.owner ?? 'manual';
    this.edge = options.edge ?? false;
    this.#mode = options.mode;
    this.#announced = options.announced ?? true;
    this.#around = around;
    const { host, address } = around.wires.addHost(`lb/${options.id}`, options.name, options.privateAddress);
    this.host = host;
    this.privateAddress = address;
    this.bindAddress(options.publicAddress ?? null);
  }

  get mode(): BalancerMode {
    return this.#mode;
  }

  get publicAddress(): string | null {
    return this.#publicAddress;
  }

  get announced(): boolean {
    return this.#announced;
  }

  /** Where clients go: the public address, or its own. */
  get address(): string {
    return this.#publicAddress ?? this.privateAddress;
  }

  get listeners(): readonly BalancerListener[] {
    return [...this.#served.values()].map(({ listener }) => listener);
  }

  listener(id: string): BalancerListener | undefined {
    return this.#served.get(id)?.listener;
  }

  setMode(mode: BalancerMode): void {
    this.#mode = mode;
    this.#serveAgain();
  }

  bindAddress(address: string | null): void {
    this.#withdraw();
    if (this.#publicAddress !== null && !this.edge) this.#around.wires.dropAddress(this.host);
    this.#publicAddress = address;
    if (address !== null && !this.edge) this.#around.wires.holdAddress(this.host, address);
    this.#advertise();
    this.#serveAgain();
  }

  announce(announced: boolean): void {
    this.#withdraw();
    this.#announced = announced;
    this.#advertise();
  }

  /** The listener's id is `ID/PROTOCOL/PORT`. */
  addListener(options: ListenerOptions): BalancerListener {
    const id = `${this.id}/${transportOf(options)}/${options.port}`;
    const listener = new BalancerListener(id, this, options);
    this.#served.set(id, { listener, checks: new Map(), port: this.#serve(listener) });
    return listener;
  }

  removeListener(id: string): void {
    const served = this.#served.get(id);
    this.#served.delete(id);
    served?.port.close();
    for (const check of served?.checks.values() ?? []) check.stop();
  }

  /** What a listener serves or whom it asks has changed. `gone`: members that were removed. */
  refresh(
    id: string,
    { gone = [], checkAgain = false }: { gone?: readonly Member[]; checkAgain?: boolean } = {},
  ): void {
    const served = this.#served.get(id);
    if (!served) return;
    const { listener, checks, port } = served;
    const { healthCheck, drainMs } = listener.settings;
    for (const [member, check] of checks) {
      if (!checkAgain && listener.members.includes(member)) continue;
      check.stop();
      checks.delete(member);
      if (listener.members.includes(member)) member.forget();
    }
    for (const member of gone) port.drain(member, drainMs);
    if (!healthCheck) return;
    for (const member of listener.members) {
      if (checks.has(member)) continue;
      checks.set(member, new HealthCheck(this.host, this.#around.clock, member, healthCheck, this.#around.changed));
    }
  }

  /** Whom a listener found unhealthy it asks as if for the first time: that answer decides. */
  askUnhealthyAgain(): void {
    for (const [id, { checks }] of this.#served) {
      for (const [member, check] of checks) {
        if (member.state !== 'unhealthy') continue;
        check.stop();
        checks.delete(member);
        member.forget();
      }
      this.refresh(id);
    }
  }

  /** True while a member's first answer is outstanding. */
  busy(): boolean {
    return this.listeners.some(
      ({ settings, members }) => settings.healthCheck !== null && members.some(({ state }) => state === 'checking'),
    );
  }

  /** Its monitors stop; what it carries goes on. */
  stop(): void {
    for (const { checks } of this.#served.values()) for (const check of checks.values()) check.stop();
  }

  remove(): void {
    for (const { id } of this.listeners) this.removeListener(id);
    this.#withdraw();
    this.#around.wires.removeHost(`lb/${this.id}`, this.privateAddress);
  }

  #advertise(): void {
    const address = this.#publicAddress;
    if (address === null) return;
    if (this.edge) this.#around.wires.routeToEdge(address, this.privateAddress, this.#announced);
    else if (this.#announced) this.#around.wires.route(address, this.privateAddress);
  }

  #withdraw(): void {
    const address = this.#publicAddress;
    if (address === null) return;
    if (this.edge) this.#around.wires.unrouteFromEdge(address, this.privateAddress, this.#announced);
    else if (this.#announced) this.#around.wires.unroute(address);
  }

  #serve(listener: BalancerListener): ServedPort {
    const { network, clock } = this.#around;
    const address = this.edge ? this.privateAddress : this.address;
    return servePort({ host: this.host, network, clock, address, mode: this.#mode, listener });
  }

  #serveAgain(): void {
    for (const served of this.#served.values()) {
      served.port.close();
      served.port = this.#serve(served.listener);
    }
  }
}

/** TCP and UDP have ports of their own; HTTP is TCP. */
export function transportOf({ protocol }: Pick<ListenerOptions, 'protocol'>): 'tcp' | 'udp' {
  return protocol === 'UDP' ? 'udp' : 'tcp';
}
