import { NetworkError, type NetworkErrorCode } from '../machinery/machine.ts';
import { type Address, formatEndpoint } from './address.ts';
import { type Echo, echoContent } from './capture/datagram-frames.ts';
import type { PacketContent } from './capture/frame-bytes.ts';
import { placesOf } from './capture/packet-path.ts';
import type { TrackedState } from './conntrack.ts';
import { NO_ANSWER_TO_ARP, type ReturnedError, walkError } from './error-walk.ts';
import { ECHO_REPLY, ECHO_REQUEST, errnoOf, type IcmpProblem, icmpPort } from './icmp-message.ts';
import type { NetworkHost } from './network-host.ts';
import type { Packet } from './packet.ts';
import { PacketWalk } from './packet-walk.ts';
import type { Passage } from './passage.ts';
import type { WalkEnd } from './walk-end.ts';

/** nf_conntrack_icmp_timeout. */
const TIMEOUT_MS = 30_000;
/** Three ARP questions a second apart; echo requests wait for the answer together. */
const ARP_FAILS_MS = 3_060;

/** What the hosts on the way know of the echoes with one identifier. */
class EchoState implements TrackedState {
  readonly state = undefined;
  readonly assured = false;
  lastPacketMs: number;
  answered = false;

  constructor(nowMs: number) {
    this.lastPacketMs = nowMs;
  }

  expiresMs(): number {
    return this.lastPacketMs + TIMEOUT_MS;
  }
}

interface EchoPacket {
  readonly ttl: number;
  readonly length: number;
  readonly dontFragment: boolean;
  readonly sequence: number;
  readonly data: Uint8Array;
}

interface ArrivedEcho extends Pick<EchoPacket, 'sequence' | 'data'> {
  readonly host: NetworkHost;
  /** As it arrived. */
  readonly packet: Packet;
}

interface EchoHearer {
  /** `ttl`: what is left of the answer's. */
  replied(ttl: number): void;
  failed(error: ReturnedError): void;
}

/** Echo requests of one identifier to one destination. Each walks every hook on its way, and so does its reply. */
export class EchoFlow {
  readonly source: Address;
  readonly #host: NetworkHost;
  readonly #destination: Address;
  readonly #identifier: number;
  #state: EchoState;
  #passages: readonly Passage[] = [];
  #told = '';
  /** When ARP questions of this flow will have failed: packets wait for them in one queue. */
  #arpFailsMs = 0;

  constructor(host: NetworkHost, source: Address, destination: Address, identifier: number) {
    this.#host = host;
    this.source = source;
    this.#destination = destination;
    this.#identifier = identifier;
    this.#state = new EchoState(host.network.clock.now());
  }

  /** Throws EPERM for what the host's own rules do not let out. */
  send({ ttl, length, dontFragment, sequence, data }: EchoPacket, hearer: EchoHearer): void {
    const { clock } = this.#host.network;
    if (!this.#isTracked()) this.#forget();
    this.#state.lastPacketMs = clock.now();
    const packet: Packet = {
      protocol: 'icmp',
      source: this.source,
      sourcePort: this.#identifier,
      destination: this.#destination,
      destinationPort: icmpPort(ECHO_REQUEST),
      mark: 0,
      ttl,
      length,
      dontFragment,
    };
    const walk = new PacketWalk(packet, this.#state, { known: this.#passages });
    const end = walk.run(this.#host, this.#host.routing.lookup(this.#destination));
    this.#passages = walk.passages;
    for (const { host, entry } of walk.passages) if (entry) host.tracked.release(entry);
    const content = this.#tell(walk, end, { type: ECHO_REQUEST, sequence, data, ttl }, dontFragment);
    if (end.kind !== 'echoed') return this.#fail(walk, end, hearer, content);
    this.#answer(walk, { host: end.host, packet, sequence, data }, end, hearer);
  }

  /** For captures, while there are any. */
  #tell(walk: PacketWalk, end: WalkEnd, echo: Echo, dontFragment: boolean): PacketContent | undefined {
    const { captures } = this.#host.network;
    if (!captures) return undefined;
    const content = echoContent(captures, this.#identifier, echo, dontFragment);
    captures.tell(placesOf(walk.passages), content, end.kind !== 'unresolved');
    return content;
  }

  #answer(walk: PacketWalk, question: ArrivedEcho, end: WalkEnd, hearer: EchoHearer): void {
    const { host, packet, sequence, data } = question;
    this.#state.answered = true;
    const answer: Packet = {
      protocol: 'icmp',
      source: packet.destination,
      sourcePort: packet.sourcePort,
      destination: packet.source,
      destinationPort: icmpPort(ECHO_REPLY),
      mark: 0,
      ttl: REPLY_TTL,
      length: packet.length,
    };
    const back = new PacketWalk(answer, this.#state, { known: walk.passages, mirror: walk.passages });
    const backEnd = back.run(host, host.routing.lookup(answer.destination));
    this.#tell(back, backEnd, { type: ECHO_REPLY, sequence, data, ttl: REPLY_TTL }, false);
    const arrived = backEnd.kind === 'echoed' && backEnd.host === this.#host;
    if (!arrived) walk.blameAnswer(back);
    this.#record(walk, end, arrived ? 'established' : 'ETIMEDOUT');
    if (arrived) setImmediate(() => hearer.replied(answer.ttl));
  }

  #fail(walk: PacketWalk, end: WalkEnd, hearer: EchoHearer, content: PacketContent | undefined): void {
    const { network } = this.#host;
    const { clock } = network;
    const returned = (problem: IcmpProblem) => {
      const error = walkError(walk.passages, problem);
      if (error && content) network.captures?.tellError(walk, problem, content);
      return error;
    };
    const error = end.kind === 'icmp' ? returned(end.problem) : null;
    const outcome = end.kind === 'unresolved' ? 'EHOSTUNREACH' : 'ETIMEDOUT';
    this.#record(walk, end, error ? errnoOf(error) : outcome);
    if (error) setImmediate(() => hearer.failed(error));
    else if (end.kind === 'unresolved') {
      if (this.#arpFailsMs <= clock.now()) this.#arpFailsMs = clock.now() + ARP_FAILS_MS;
      clock.schedule(this.#arpFailsMs - clock.now(), () => {
        const late = returned(NO_ANSWER_TO_ARP);
        if (late) hearer.failed(late);
      });
    } else if (end.kind === 'dropped' && isRefusedHere(walk)) {
      throw new NetworkError('EPERM');
    }
  }

  #isTracked(): boolean {
    if (this.#state.expiresMs() <= this.#host.network.clock.now()) return false;
    return this.#passages.every(({ host, entry }) => !entry || host.tracked.holds(entry));
  }

  #forget(): void {
    for (const { host, entry } of this.#passages) if (entry) host.tracked.remove(entry);
    this.#passages = [];
    this.#state = new EchoState(this.#host.network.clock.now());
  }

  /** One record for all echoes to which the same happens. */
  #record(walk: PacketWalk, end: WalkEnd, outcome: 'established' | NetworkErrorCode): void {
    const { log, clock } = this.#host.network;
    const told = `${outcome} ${end.host.id}`;
    if (this.#told === told) return;
    this.#told = told;
    log.decided({
      id: log.nextId(),
      protocol: 'icmp',
      origin: this.#host.origin,
      continuation: false,
      startedMs: clock.now(),
      closedMs: clock.now(),
      source: formatEndpoint(this.source, this.#identifier),
      destination: formatEndpoint(this.#destination, icmpPort(ECHO_REQUEST)),
      crossings: walk.crossings,
      outcome,
      endedAt: end.host.id,
    });
  }
}

/** By a rule of the host that made it; what becomes of it in a tunnel the socket does not hear. */
function isRefusedHere({ passages }: PacketWalk): boolean {
  const first = passages[0];
  return first?.tunnelLoss === undefined && first?.crossing.verdict?.table !== undefined;
}

const REPLY_TTL = 64;
