import type { Random } from '../machinery/random.ts';
import type { Backend, Endpoint } from './proxy-configuration.ts';

interface Turns {
  readonly endpoints: readonly Endpoint[];
  next: number;
  /** With weights: how much each is due (nginx's smooth weighted round robin). */
  readonly due: number[] | undefined;
}

/** Whose turn it is, a backend; a changed list of endpoints begins anew at a random one. */
export class EndpointTurns {
  readonly #turns = new Map<string, Turns>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  next(backend: Backend): Endpoint | undefined {
    const { endpoints } = backend;
    if (endpoints.length === 0) return undefined;
    const turns = this.#turnsOf(backend);
    if (turns.due) return this.#weighted(endpoints, turns.due);
    const endpoint = endpoints[turns.next % endpoints.length];
    turns.next = (turns.next + 1) % endpoints.length;
    return endpoint;
  }

  /** Backends that are gone have no turns. */
  keep(names: ReadonlySet<string>): void {
    for (const name of this.#turns.keys()) if (!names.has(name)) this.#turns.delete(name);
  }

  #turnsOf({ name, endpoints }: Backend): Turns {
    const known = this.#turns.get(name);
    if (known && (known.endpoints === endpoints || sameEndpoints(known.endpoints, endpoints))) return known;
    const weighted = endpoints.some((endpoint) => (endpoint.weight ?? 1) !== 1);
    const turns: Turns = {
      endpoints,
      next: this.#random.integer(endpoints.length),
      due: weighted ? endpoints.map(() => 0) : undefined,
    };
    this.#turns.set(name, turns);
    return turns;
  }

  #weighted(endpoints: readonly Endpoint[], due: number[]): Endpoint | undefined {
    let total = 0;
    let best = -1;
    for (const [index, { weight = 1 }] of endpoints.entries()) {
      if (weight <= 0) continue;
      due[index] = (due[index] ?? 0) + weight;
      total += weight;
      if (best < 0 || due[index] > (due[best] ?? 0)) best = index;
    }
    if (best < 0) return undefined;
    due[best] = (due[best] ?? 0) - total;
    return endpoints[best];
  }
}

function sameEndpoints(one: readonly Endpoint[], other: readonly Endpoint[]): boolean {
  return (
    one.length === other.length &&
    one.every((endpoint, index) => {
      const { address, port, weight } = other[index]!;
      return endpoint.address === address && endpoint.port === port && endpoint.weight === weight;
    })
  );
}
