import type { RuleOrigin } from '../../machinery/flow.ts';
import type { NftAnswer, Nftables, NftOptions } from '../../machinery/nftables.ts';
import type { HookRules, HookStage } from '../hook-stages.ts';
import type { HookName } from '../netfilter/rule-table.ts';
import type { CommandContext } from './command-context.ts';
import { runCommands } from './commands.ts';
import { evaluateBaseChain } from './evaluate.ts';
import { describeNftError, NftError } from './nft-error.ts';
import type { TableStyle } from './print-table.ts';
import { type NftChain, type NftTable, Ruleset } from './ruleset.ts';
import type { Expression, Statement } from './syntax-tree.ts';
import { readTokens, TokenReader } from './tokens.ts';
import { Transaction } from './transaction.ts';
import { expandVariables } from './variables.ts';

/** Commands that belong to one change, and the field that what they add was written for. */
export interface NftCommand {
  readonly text: string;
  readonly origin?: RuleOrigin | undefined;
}

const HOOKS: Readonly<Record<string, HookName>> = {
  prerouting: 'PREROUTING',
  input: 'INPUT',
  forward: 'FORWARD',
  output: 'OUTPUT',
  postrouting: 'POSTROUTING',
};

/** nf_tables of one host. What it prints is what packets are asked. */
export class HostNftables implements HookRules, Nftables {
  readonly ruleset = new Ruleset();
  readonly #nowMs: () => number;
  readonly #tell: () => void;
  #stages: readonly HookStage[] = [];
  #tracking = false;

  /** `changed` is told after every change. */
  constructor(nowMs: () => number, changed: () => void) {
    this.#nowMs = nowMs;
    this.#tell = changed;
  }

  get active(): boolean {
    return this.#stages.length > 0;
  }

  get tracking(): boolean {
    return this.#tracking;
  }

  stages(): readonly HookStage[] {
    return this.#stages;
  }

  /** What `nft` does with a text: all of it or nothing. */
  run(text: string, options: NftOptions = {}): NftAnswer {
    const transaction = new Transaction(this.ruleset);
    const output: string[] = [];
    try {
      runCommands(this.#context({ text }, transaction, output, options));
    } catch (error) {
      if (!(error instanceof NftError)) throw error;
      transaction.rollBack();
      return { output: '', errors: describeNftError(error, text, options.source ?? null) };
    }
    if (options.check) transaction.rollBack();
    else this.#changed();
    return { output: output.join(''), errors: '' };
  }

  /** Commands of a program, in one transaction. Throws `NftError`, and nothing has changed. */
  apply(commands: readonly NftCommand[]): void {
    const transaction = new Transaction(this.ruleset);
    try {
      for (const command of commands) runCommands(this.#context(command, transaction, [], {}));
    } catch (error) {
      transaction.rollBack();
      throw error;
    }
    this.#changed();
  }

  table(name: string): NftTable | undefined {
    return this.ruleset.tables.get(name);
  }

  #context(
    { text, origin }: NftCommand,
    transaction: Transaction,
    output: string[],
    options: NftOptions,
  ): CommandContext {
    const style: TableStyle = {
      handles: options.handles ?? false,
      numeric: options.numeric ?? false,
      numericPriority: (options.numericPriority ?? false) || (options.numeric ?? false),
      services: options.services ?? false,
      stateless: options.stateless ?? false,
      terse: options.terse ?? false,
      nowMs: this.#nowMs(),
    };
    const reader = new TokenReader(expandVariables(readTokens(text)));
    return { reader, transaction, style, output, origin };
  }

  #changed(): void {
    this.#tell();
    const chains = [...this.ruleset.tables.values()].filter(isAsked).flatMap(({ chains: all }) => [...all.values()]);
    const known = new Map(this.#stages.map((stage) => [(stage as ChainStage).chain, stage]));
    const stages = chains.flatMap((chain) => known.get(chain) ?? stageOf(chain) ?? []);
    const isSame = stages.length === this.#stages.length && stages.every((stage, at) => stage === this.#stages[at]);
    if (!isSame) this.#stages = stages;
    this.#tracking = stages.some(({ type }) => type === 'nat') || (stages.length > 0 && chains.some(asksTracking));
  }
}

/** Only what IPv4 packets come by: those are all there are. */
function isAsked({ family, dormant }: NftTable): boolean {
  return !dormant && (family === 'ip' || family === 'inet');
}

interface ChainStage extends HookStage {
  readonly chain: NftChain;
}

function stageOf(chain: NftChain): ChainStage | undefined {
  const { base, table } = chain;
  const hook = base ? HOOKS[base.hook] : undefined;
  if (!base || !hook) return undefined;
  return {
    chain,
    hook,
    priority: base.priority,
    type: base.type === 'nat' ? 'nat' : 'filter',
    table: `${table.family} ${table.name}`,
    evaluate: (packet, marked) => evaluateBaseChain(chain, packet, marked),
  };
}

function asksTracking({ rules }: NftChain): boolean {
  return rules.some(({ statements }) => statements.some(isStateful));
}

function isStateful(statement: Statement): boolean {
  const expression =
    statement.kind === 'match' ? statement.left : statement.kind === 'vmap' ? statement.key : undefined;
  return expression !== undefined && readsTracking(expression);
}

function readsTracking(expression: Expression): boolean {
  if (expression.kind === 'selector') return expression.selector.text.startsWith('ct ');
  if (expression.kind === 'concat') return expression.parts.some(readsTracking);
  return expression.kind === 'binary' && readsTracking(expression.left);
}
