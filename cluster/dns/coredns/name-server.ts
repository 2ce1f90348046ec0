import { exchange } from '../../machinery/dns/exchange.ts';
import {
  absoluteName,
  type DnsMessage,
  type Question,
  queryMessage,
  RECORD_TYPES,
  RESPONSE_CODES,
  type ResourceRecord,
  responseTo,
  typeName,
} from '../../machinery/dns/message.ts';
import { readResolverConfiguration } from '../../machinery/dns/resolver-configuration.ts';
import { type Machine, NetworkError } from '../../machinery/machine.ts';
import { type Answer, answerMessage } from '../answer.ts';
import type { KubernetesZone } from '../kubernetes-zone.ts';
import type { Directive, ServerBlock } from './corefile.ts';
import {
  fallsThrough,
  hostsAnswer,
  hostsFileOf,
  isInZone,
  kubernetesOptions,
  rewriteName,
  templateCode,
} from './plugins.ts';

/** forward's read timeout, and how long it goes on in all. */
const READ_TIMEOUT_MS = 2_000;
const FORWARD_MS = 5_000;
/** How long a chain of aliases may be (maxCnameChainLength in CoreDNS' plugin/backend_lookup.go). */
const ALIASES_MAX = 10;

export interface NameServerOptions {
  readonly machine: Pick<Machine, 'network' | 'files' | 'clock' | 'random'>;
  readonly zone: KubernetesZone;
  readonly log: (line: string) => void;
}

/** The server blocks of a Corefile, answering. */
export class NameServer {
  readonly #options: NameServerOptions;
  readonly #blocks: readonly ServerBlock[];

  constructor(blocks: readonly ServerBlock[], options: NameServerOptions) {
    this.#blocks = blocks;
    this.#options = options;
  }

  get ports(): number[] {
    return [...new Set(this.#blocks.map(({ port }) => port))];
  }

  /** The block with the longest zone that the name is in. */
  blockFor(name: string, port: number): ServerBlock | undefined {
    const fitting = this.#blocks
      .filter((block) => block.port === port)
      .flatMap((block) => block.zones.filter((zone) => isInZone(name, zone)).map((zone) => ({ block, zone })));
    return fitting.toSorted((a, b) => b.zone.length - a.zone.length)[0]?.block;
  }

  answer(query: DnsMessage, port: number): DnsMessage | Promise<DnsMessage> {
    const question = query.questions[0]!;
    const block = this.blockFor(question.name.toLowerCase(), port);
    if (!block) return responseTo(query, RESPONSE_CODES.REFUSED);
    const rewritten = rewrite(block, question);
    const said = this.#resolve(block, query, rewritten.question);
    const finish = (answer: Answer | DnsMessage) =>
      restored('questions' in answer ? { ...answer, id: query.id } : answerMessage(query, answer), question, rewritten);
    return said instanceof Promise ? said.then(finish) : finish(said);
  }

  #resolve(
    block: ServerBlock,
    query: DnsMessage,
    question: Question,
  ): Answer | DnsMessage | Promise<Answer | DnsMessage> {
    const name = question.name.toLowerCase();
    const plugin = (wanted: string) => block.directives.filter((directive) => directive.name === wanted);
    for (const directive of plugin('template')) {
      const code = templateCode(directive, name, typeName(question.type));
      if (code !== null) return { code, answers: [], authoritative: true, recursionAvailable: false };
    }
    for (const directive of plugin('hosts')) {
      const answer = hostsAnswer(directive, this.#hostsLines(directive), question.name, question.type);
      if (answer) return answer;
      if (!fallsThrough(directive, name)) return empty(RESPONSE_CODES.NXDOMAIN);
    }
    for (const directive of plugin('kubernetes')) {
      const answer = this.#kubernetes(directive, block, question);
      if (answer) return answer;
    }
    const forwards = plugin('forward')
      .filter(({ args }) => isInZone(name, zoneOf(args[0])))
      .toSorted((a, b) => zoneOf(b.args[0]).length - zoneOf(a.args[0]).length);
    const [directive] = forwards;
    return directive ? this.#forward(directive, query, question) : empty(RESPONSE_CODES.SERVFAIL, false);
  }

  #kubernetes(directive: Directive, block: ServerBlock, question: Question): Answer | Promise<Answer> | null {
    const { zone } = this.#options;
    const { forward, reverse, pods, ttl } = kubernetesOptions(directive, block.zones);
    const name = question.name.toLowerCase();
    const [own = 'cluster.local.'] = forward;
    if (reverse.some((each) => isInZone(name, each))) {
      const pointer = question.type === RECORD_TYPES.PTR ? zone.pointer(name, ttl, own) : null;
      if (pointer) return pointer;
      return fallsThrough(directive, name) ? null : empty(RESPONSE_CODES.NXDOMAIN);
    }
    const mine = forward.find((each) => isInZone(name, each));
    if (mine === undefined) return null;
    const answer = zone.answer(name, question.type, { zone: mine, ttl, pods }, this.#options.machine.clock.now());
    if (answer.code === RESPONSE_CODES.NXDOMAIN && fallsThrough(directive, name)) return null;
    return followAlias(answer, question.type, (target) => this.#lookupUpstream(target, question.type), 0);
  }

  /** What an alias leads to is asked of this server itself, as by a client. */
  async #lookupUpstream(name: string, type: number): Promise<readonly ResourceRecord[]> {
    const query = queryMessage(0, name, type);
    return (await this.answer(query, this.#blocks[0]?.port ?? 53)).answers;
  }

  async #forward(directive: Directive, query: DnsMessage, question: Question): Promise<DnsMessage | Answer> {
    const { network, clock, random } = this.#options.machine;
    const upstreams = this.#upstreams(directive);
    const startedMs = clock.now();
    let failure = 'no upstreams';
    for (let tries = random.integer(Math.max(1, upstreams.length)); clock.now() - startedMs < FORWARD_MS; tries++) {
      const upstream = upstreams[tries % upstreams.length];
      if (!upstream) break;
      const { server, port } = upstream;
      const asked = { ...query, id: random.integer(65_536), questions: [question] };
      try {
        const timeoutMs = READ_TIMEOUT_MS;
        const [answer] = await exchange([asked], { network, clock, server, port, timeoutMs, origin: 'system' });
        if (answer) return answer;
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        const own = network
          .interfaces()
          .find(({ kind }) => kind !== 'loopback')
          ?.addresses[0]?.split('/')[0];
        const reason = error.code === 'ETIMEDOUT' ? 'i/o timeout' : error.message.toLowerCase();
        failure = `read udp ${own}:${1024 + random.integer(64_512)}->${server}:${port}: ${reason}`;
        if (error.code !== 'ETIMEDOUT' && tries >= upstreams.length) break;
      }
    }
    this.#options.log(`[ERROR] plugin/errors: 2 ${question.name} ${typeName(question.type)}: ${failure}`);
    return empty(RESPONSE_CODES.SERVFAIL, false);
  }

  #upstreams({ args }: Directive): { server: string; port: number }[] {
    return args.slice(1).flatMap((target) => {
      if (target.startsWith('/')) {
        return readResolverConfiguration(this.#options.machine.files).servers.map((server) => ({ server, port: 53 }));
      }
      const match = /^(?:dns:\/\/)?([\d.]+)(?::(\d+))?$/.exec(target);
      return match ? [{ server: match[1]!, port: Number(match[2] ?? 53) }] : [];
    });
  }

  #hostsLines(directive: Directive): string[] {
    const { files } = this.#options.machine;
    const path = hostsFileOf(directive);
    return files.exists(path) ? Buffer.from(files.read(path)).toString('utf8').split('\n') : [];
  }
}

function zoneOf(word: string | undefined): string {
  return word === undefined || word === '.' ? '.' : absoluteName(word.toLowerCase());
}

function empty(code: number, authoritative = true): Answer {
  return { code, answers: [], authoritative, recursionAvailable: false };
}

interface Rewritten {
  readonly question: Question;
  readonly restore: boolean;
}

function rewrite({ directives }: ServerBlock, question: Question): Rewritten {
  for (const directive of directives) {
    const changed = directive.name === 'rewrite' ? rewriteName(directive, question.name) : null;
    if (changed) return { question: { ...question, name: changed.name }, restore: changed.restore };
  }
  return { question, restore: false };
}

/** The asker sees its own question, and with `answer auto` its own name in the answers. */
function restored(message: DnsMessage, question: Question, { question: asked, restore }: Rewritten): DnsMessage {
  if (asked === question) return { ...message, questions: [question] };
  const named = (record: ResourceRecord) =>
    restore && record.name.toLowerCase() === asked.name.toLowerCase() ? { ...record, name: question.name } : record;
  return { ...message, questions: [question], answers: message.answers.map(named) };
}

function followAlias(
  answer: Answer,
  type: number,
  lookup: (target: string) => Promise<readonly ResourceRecord[]>,
  followed: number,
): Answer | Promise<Answer> {
  const [last] = answer.answers.slice(-1);
  if (last?.type !== RECORD_TYPES.CNAME || type === RECORD_TYPES.CNAME || followed >= ALIASES_MAX) return answer;
  if (last.data.kind !== 'name') return answer;
  return lookup(last.data.name).then((records) => ({ ...answer, answers: [...answer.answers, ...records] }));
}
