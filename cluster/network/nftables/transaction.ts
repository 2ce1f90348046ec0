import { kernelError, type Span } from './nft-error.ts';
import { keyText, type NftSet, type SetElement } from './nft-set.ts';

import type { NftChain, NftRule, NftTable, Ruleset } from './ruleset.ts';
import type { Expression, Statement } from './syntax-tree.ts';

/** Changes that are made at once or, when one of them fails, not at all. */
export class Transaction {
  readonly ruleset: Ruleset;
  readonly #undo: (() => void)[] = [];

  constructor(ruleset: Ruleset) {
    this.ruleset = ruleset;
  }

  rollBack(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  addTable(table: NftTable): void {
    this.#addTo(this.ruleset.tables, `${table.family} ${table.name}`, table);
  }

  removeTable(table: NftTable): void {
    this.#removeFrom(this.ruleset.tables, `${table.family} ${table.name}`);
  }

  addChain(chain: NftChain): void {
    chain.handle = chain.table.nextHandle();
    this.#addTo(chain.table.chains, chain.name, chain);
  }

  removeChain(chain: NftChain, span: Span | undefined): void {
    if (chain.uses > 0) throw kernelError('Device or resource busy', span);
    for (const rule of chain.rules) this.#count(rule, -1);
    this.#undo.push(() => {
      for (const rule of chain.rules) this.#count(rule, 1, false);
    });
    this.#removeFrom(chain.table.chains, chain.name);
  }

  renameChain(chain: NftChain, name: string): void {
    const { chains } = chain.table;
    const before = chain.name;
    chain.table.chains = new Map([...chains].map(([key, value]) => [value === chain ? name : key, value]));
    chain.name = name;
    this.#undo.push(() => {
      chain.name = before;
      chain.table.chains = chains;
    });
  }

  addRule(rule: NftRule, at: number): void {
    // Its anonymous sets come before it.
    for (const used of usedSets(rule.statements)) if (used.name === '') used.handle = rule.chain.table.nextHandle();
    rule.handle = rule.chain.table.nextHandle();
    const { rules } = rule.chain;
    rules.splice(at, 0, rule);
    this.#undo.push(() => rules.splice(rules.indexOf(rule), 1));
    this.#count(rule, 1);
  }

  removeRule(rule: NftRule): void {
    const { rules } = rule.chain;
    const at = rules.indexOf(rule);
    rules.splice(at, 1);
    this.#undo.push(() => rules.splice(at, 0, rule));
    this.#count(rule, -1);
  }

  flushChain(chain: NftChain): void {
    const { rules } = chain;
    for (const rule of rules) this.#count(rule, -1);
    chain.rules = [];
    this.#undo.push(() => {
      chain.rules = rules;
    });
  }

  addSet(table: NftTable, set: NftSet): void {
    set.handle = table.nextHandle();
    this.#addTo(table.sets, set.name, set);
  }

  removeSet(table: NftTable, set: NftSet, span: Span | undefined): void {
    if (set.uses > 0) throw kernelError('Device or resource busy', span);
    this.flushSet(set);
    this.#removeFrom(table.sets, set.name);
  }

  flushSet(set: NftSet): void {
    const { elements } = set;
    for (const element of elements.values()) this.#countElement(element, -1);
    set.elements = new Map();
    this.#undo.push(() => {
      set.elements = elements;
    });
  }

  putElement(set: NftSet, element: SetElement): void {
    const key = keyText(element.key);
    const before = set.elements.get(key);
    if (before) this.#countElement(before, -1);
    set.elements.set(key, element);
    this.#undo.push(() => {
      if (before) set.elements.set(key, before);
      else set.elements.delete(key);
    });
    this.#countElement(element, 1);
  }

  /** Merged elements take the place of those there were. */
  mergeElements(set: NftSet): void {
    const { elements } = set;
    set.merge();
    this.#undo.push(() => {
      set.elements = elements;
    });
  }

  removeElement(set: NftSet, element: SetElement): void {
    const key = keyText(element.key);
    set.elements.delete(key);
    this.#undo.push(() => set.elements.set(key, element));
    this.#countElement(element, -1);
  }

  /** Anything else that can be taken back. */
  change(apply: () => void, undo: () => void): void {
    apply();
    this.#undo.push(undo);
  }

  #addTo<Item>(map: Map<string, Item>, key: string, item: Item): void {
    map.set(key, item);
    this.#undo.push(() => map.delete(key));
  }

  /** The others keep their order when it is taken back. */
  #removeFrom<Item>(map: Map<string, Item>, key: string): void {
    const before = [...map];
    map.delete(key);
    this.#undo.push(() => {
      map.clear();
      for (const [name, item] of before) map.set(name, item);
    });
  }

  #count(rule: NftRule, by: 1 | -1, undoable = true): void {
    for (const used of usedBy(rule.statements)) used.uses += by;
    if (undoable) {
      this.#undo.push(() => {
        for (const used of usedBy(rule.statements)) used.uses -= by;
      });
    }
  }

  #countElement({ data }: SetElement, by: 1 | -1): void {
    const chain = data?.kind === 'verdict' ? data.chain : null;
    if (!chain) return;
    chain.uses += by;
    this.#undo.push(() => {
      chain.uses -= by;
    });
  }
}

function usedSets(statements: readonly Statement[]): NftSet[] {
  return [...expressionsOf(statements)].flatMap((expression) => {
    if (expression.kind === 'map') return expression.map.set;
    return expression.kind === 'set' || expression.kind === 'named' ? expression.set : [];
  });
}

/** What of a rule's statements may be a set, or hold one. */
function* expressionsOf(statements: readonly Statement[]): Generator<Expression> {
  for (const statement of statements) {
    if (statement.kind === 'match') yield statement.right;
    else if (statement.kind === 'vmap') yield statement.map;
    else if (statement.kind === 'assign') yield statement.value;
    else if (statement.kind === 'nat' && statement.address) yield statement.address;
  }
}

function* usedBy(statements: readonly Statement[]): Generator<NftChain | NftSet> {
  for (const statement of statements) {
    if (statement.kind === 'verdict' && statement.chain) yield statement.chain;
    else if (statement.kind === 'update') yield statement.set;
  }
  for (const expression of expressionsOf(statements)) yield* usedIn(expression);
}

function* usedIn(expression: Expression): Generator<NftChain | NftSet> {
  if (expression.kind === 'map') yield* usedIn(expression.map);
  else if (expression.kind === 'named') yield expression.set;
  else if (expression.kind === 'set') {
    for (const { data } of expression.set.elements.values()) {
      if (data?.kind === 'verdict' && data.chain) yield data.chain;
    }
  }
}
