import type { Clock } from '../clock.ts';
import type { FileSystem } from '../file-system.ts';
import { type MachineNetwork, NetworkError } from '../machine.ts';
import type { Random } from '../random.ts';
import { exchange } from './exchange.ts';
import { type DnsMessage, queryMessage, RECORD_TYPES, RESPONSE_CODES, reverseName } from './message.ts';
import { type ResolverConfiguration, readHostsFile, readResolverConfiguration } from './resolver-configuration.ts';

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
const NAME_MAX = 253;

export interface StubResolverOptions {
  readonly network: () => Pick<MachineNetwork, 'listenUdp' | 'dial'>;
  /** Where /etc/hosts and /etc/resolv.conf are. */
  readonly files: () => FileSystem;
  readonly clock: Clock;
  readonly random: Random;
}

/** What became of one name that was asked for. `again`: no server said anything of use; `refused`: nobody listens there. */
type Outcome =
  | { readonly kind: 'found'; readonly answers: readonly DnsMessage[] }
  | { readonly kind: 'none' | 'again' | 'refused' };

/**
 * A machine's resolver as in the C library: /etc/hosts, then the servers of /etc/resolv.conf with its search list (res_search,
 * res_send of glibc). Nothing is remembered between two questions.
 */
export class StubResolver {
  readonly #options: StubResolverOptions;

  constructor(options: StubResolverOptions) {
    this.#options = options;
  }

  /** IPv4 addresses. Throws ENOTFOUND, or EAI_AGAIN when no server answers. */
  async lookup(text: string): Promise<string[]> {
    if (ADDRESS.test(text)) return [text];
    const name = text.toLowerCase();
    const bare = name.replace(/\.$/, '');
    const local = readHostsFile(this.#options.files()).find(({ names }) =>
      names.some((each) => each.toLowerCase() === bare),
    );
    if (local) return [local.address];
    if (bare === '' || bare.length > NAME_MAX || bare.split('.').some((label) => label === '' || label.length > 63)) {
      throw new NetworkError('ENOTFOUND', text);
    }
    const outcome = await this.#search(name, [RECORD_TYPES.A, RECORD_TYPES.AAAA]);
    const addresses = outcome.kind === 'found' ? addressesIn(outcome.answers) : [];
    if (addresses.length > 0) return addresses;
    throw new NetworkError(outcome.kind === 'none' ? 'ENOTFOUND' : 'EAI_AGAIN', text);
  }

  /** The name of an address; undefined when nobody knows one. */
  async nameOf(address: string): Promise<string | undefined> {
    const local = readHostsFile(this.#options.files()).find((entry) => entry.address === address);
    if (local) return local.names[0];
    const outcome = await this.#ask(reverseName(address), [RECORD_TYPES.PTR], this.#configuration());
    if (outcome.kind !== 'found') return undefined;
    for (const { type, data } of outcome.answers[0]?.answers ?? []) {
      if (type === RECORD_TYPES.PTR && data.kind === 'name') return data.name.replace(/\.$/, '');
    }
    return undefined;
  }

  #configuration(): ResolverConfiguration {
    return readResolverConfiguration(this.#options.files());
  }

  /** Names with enough dots as they are first, others with the search list first. A server that is silent ends the search. */
  async #search(name: string, types: readonly number[]): Promise<Outcome> {
    const configuration = this.#configuration();
    if (name.endsWith('.')) return this.#ask(name, types, configuration);
    const asIs = name.split('.').length - 1 >= configuration.ndots;
    const searched = configuration.search.map((domain) => (domain === '' ? name : `${name}.${domain}`));
    let again = false;
    let triedAsIs = false;
    if (asIs) {
      const outcome = await this.#ask(name, types, configuration);
      if (outcome.kind === 'found') return outcome;
      if (outcome.kind !== 'none') return outcome;
      triedAsIs = true;
    }
    for (const candidate of searched) {
      const outcome = await this.#ask(candidate, types, configuration);
      if (outcome.kind === 'found' || outcome.kind === 'refused') return outcome;
      again = outcome.kind === 'again';
      if (again) break;
    }
    if (!triedAsIs) {
      const outcome = await this.#ask(name, types, configuration);
      if (outcome.kind === 'found') return outcome;
      again ||= outcome.kind === 'again';
    }
    return { kind: again ? 'again' : 'none' };
  }

  /** All servers in turn, as often as it is configured; one that fails leaves the question to the next. */
  async #ask(name: string, types: readonly number[], configuration: ResolverConfiguration): Promise<Outcome> {
    const { clock, random } = this.#options;
    const first = random.integer(65_536);
    let refused = false;
    const queries = types.map((type, index) => queryMessage((first + index * 31) & 0xffff, name, type));
    for (let attempt = 0; attempt < configuration.attempts; attempt++) {
      for (const server of configuration.servers) {
        try {
          const network = this.#options.network();
          const timeoutMs = configuration.timeoutMs;
          const answers = await exchange(queries, { network, clock, server, timeoutMs, origin: 'system' });
          const codes = answers.map(({ code }) => code);
          if (codes.some((code) => code !== RESPONSE_CODES.NOERROR && code !== RESPONSE_CODES.NXDOMAIN)) continue;
          return hasData(answers, types) ? { kind: 'found', answers } : { kind: 'none' };
        } catch (error) {
          if (!(error instanceof NetworkError)) throw error;
          refused = error.code === 'ECONNREFUSED';
        }
      }
    }
    return { kind: refused ? 'refused' : 'again' };
  }
}

function hasData(answers: readonly DnsMessage[], types: readonly number[]): boolean {
  return answers.some(({ answers: records }) => records.some(({ type }) => types.includes(type)));
}

function addressesIn(answers: readonly DnsMessage[]): string[] {
  return answers.flatMap(({ answers: records }) =>
    records.flatMap(({ data }) => (data.kind === 'address' ? [data.address] : [])),
  );
}
