import type { Clock } from '../machinery/clock.ts';
import type { ConnectionLink, RequestRecord, RequestTap } from '../machinery/flow.ts';
import type { Capture, CaptureOptions } from '../machinery/packet-capture.ts';
import type { Random } from '../machinery/random.ts';
import { type Address, formatAddress } from './address.ts';
import { NetworkCaptures } from './capture/network-captures.ts';
import { ConnectionLog } from './connection-log.ts';
import type { ConnectionListener, ConnectionRecord } from './connection-record.ts';
import type { Guard } from './guard.ts';
import type { Host, HostOptions, Network, Segment } from './network.ts';
import { NetworkHost } from './network-host.ts';
import type { NetworkInterface } from './network-interface.ts';
import { RequestLog } from './request-log.ts';
import { LayerTwoSegment } from './segment.ts';

/** Hosts a network may have: a learner's cluster has some dozens. */
const HOST_LIMIT = 2_000;

export function createNetwork(options: { clock: Clock; random: Random }): Network {
  return new VirtualNetwork(options.clock, options.random);
}

export class VirtualNetwork implements Network {
  readonly clock: Clock;
  readonly random: Random;
  readonly log = new ConnectionLog();
  /** Goes up with every change of rules, routes, devices or tracked connections: what stands walks its way anew. */
  changes = 0;
  /** Whether a link carries fewer bytes than its devices say. */
  hasLimits = false;
  guard: Guard | null = null;
  /** Absent while nobody captures. */
  captures: NetworkCaptures | null = null;
  readonly #requests = new RequestLog();
  readonly #hosts = new Map<string, NetworkHost>();
  #lastMac = 0;

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  get requests(): RequestTap {
    return this.#requests;
  }

  addHost(options: HostOptions): Host {
    if (this.#hosts.has(options.id)) throw new TypeError(`host ${options.id} exists already`);
    if (this.#hosts.size >= HOST_LIMIT) throw new RangeError(`more than ${HOST_LIMIT} hosts`);
    const host = new NetworkHost(this, options);
    this.#hosts.set(options.id, host);
    return host;
  }

  host(id: string): Host | undefined {
    return this.#hosts.get(id);
  }

  hosts(): Host[] {
    return [...this.#hosts.values()];
  }

  removeHost(id: string): void {
    const host = this.#hosts.get(id);
    this.#hosts.delete(id);
    host?.shutDown();
  }

  setGuard(guard: Guard | null): void {
    this.guard = guard;
  }

  addSegment(name: string): Segment {
    return new LayerTwoSegment(name);
  }

  limitLink(one: Host, other: Host, bytes: number | null): void {
    const device = (one as NetworkHost).deviceTowards(other as NetworkHost);
    if (!device?.segment) throw new TypeError(`no link between ${one.id} and ${other.id}`);
    device.segment.limit(device.host, other as NetworkHost, bytes);
    this.hasLimits = true;
    this.changes++;
  }

  openCapture(host: NetworkHost, device: NetworkInterface | null, options: CaptureOptions): Capture {
    this.captures ??= new NetworkCaptures(this.clock, this.random, () => {
      this.captures = null;
    });
    return this.captures.open(host, device, options);
  }

  onConnection(listener: ConnectionListener): () => void {
    return this.log.subscribe(listener);
  }

  connection(id: number): ConnectionRecord | undefined {
    return this.log.find(id);
  }

  onRequest(listener: (record: RequestRecord) => void): () => void {
    return this.#requests.subscribe(listener);
  }

  onLink(listener: (link: ConnectionLink) => void): () => void {
    return this.#requests.subscribeLinks(listener);
  }

  /** Locally administered, in the order the devices were made. */
  nextMac(): string {
    const bytes = [0x02, 0x42, ...[24, 16, 8, 0].map((shift) => (this.#lastMac >>> shift) & 255)];
    this.#lastMac++;
    return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
  }

  /** The tunnel device behind an underlay address. */
  tunnelEnd(underlay: Address, id: number | undefined): NetworkInterface | undefined {
    if (id === undefined) return undefined;
    const text = formatAddress(underlay);
    for (const host of this.#hosts.values()) {
      if (host.hasAddress(text)) return host.vxlanDevice(id, underlay);
    }
    return undefined;
  }
}
