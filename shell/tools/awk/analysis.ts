import type { AwkProgram, Expression, FunctionDefinition, Statement } from './syntax.ts';

export type SyntaxNode = Expression | Statement;

/** Every statement and expression below a node. */
export function* nodesBelow(part: unknown): Generator<SyntaxNode> {
  if (typeof part !== 'object' || part === null) return;
  if ('type' in part && typeof part.type === 'string') yield part as SyntaxNode;
  for (const child of Object.values(part)) yield* nodesBelow(child);
}

/** Positions of arguments that builtin functions take as arrays. */
const ARRAY_ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
  split: [1, 3],
  patsplit: [1, 3],
  match: [2],
  asort: [0, 1],
  asorti: [0, 1],
};
const WAITING_STATEMENTS = new Set(['while', 'do', 'for', 'for-in']);
const WAITING_CALLS = new Set(['system', 'close', 'fflush']);

/** What has to be known of a program before it is compiled: which names are arrays, which functions may wait. */
export class Analysis {
  readonly #functions: AwkProgram['functions'];
  readonly #arrayParameters = new Map<string, Set<number>>();
  readonly #waiting = new Set<string>();
  readonly globalArrays = new Set(['ENVIRON', 'ARGV', 'PROCINFO']);

  constructor(program: AwkProgram) {
    this.#functions = program.functions;
    for (const name of program.functions.keys()) this.#arrayParameters.set(name, new Set());
    let changed = true;
    while (changed) {
      changed = false;
      for (const definition of program.functions.values()) changed = this.#studyFunction(definition) || changed;
    }
    for (const rule of program.rules) for (const name of this.#arraysIn(rule)) this.globalArrays.add(name);
    for (const { parameters, body } of program.functions.values()) {
      for (const name of this.#arraysIn(body)) if (!parameters.includes(name)) this.globalArrays.add(name);
    }
  }

  takesArray(name: string, argument: number): boolean {
    return this.#arrayParameters.get(name)?.has(argument) ?? ARRAY_ARGUMENTS[name]?.includes(argument) ?? false;
  }

  mayWait(name: string): boolean {
    return this.#waiting.has(name);
  }

  #studyFunction(definition: FunctionDefinition): boolean {
    let changed = false;
    const known = this.#arrayParameters.get(definition.name)!;
    for (const name of this.#arraysIn(definition.body)) {
      const index = definition.parameters.indexOf(name);
      if (index < 0 || known.has(index)) continue;
      known.add(index);
      changed = true;
    }
    if (this.#waiting.has(definition.name) || !this.#waits(definition)) return changed;
    this.#waiting.add(definition.name);
    return true;
  }

  *#arraysIn(part: unknown): Generator<string> {
    for (const node of nodesBelow(part)) {
      if (node.type === 'element' || node.type === 'in' || node.type === 'for-in' || node.type === 'delete') {
        yield node.array.name;
      } else if (node.type === 'call') {
        for (const [index, argument] of node.args.entries()) {
          if (argument.type === 'variable' && this.takesArray(node.name, index)) yield argument.name;
        }
      }
    }
  }

  #waits(definition: FunctionDefinition): boolean {
    for (const node of nodesBelow(definition.body)) {
      if (WAITING_STATEMENTS.has(node.type) || node.type === 'getline' || node.type === 'indirect') return true;
      if ((node.type === 'print' || node.type === 'printf') && node.redirection) return true;
      if (node.type !== 'call') continue;
      // A function that leads back to itself may be deep: it has to make pauses.
      if (WAITING_CALLS.has(node.name) || this.#waiting.has(node.name)) return true;
      if (this.#leadsTo(node.name, definition.name, new Set())) return true;
    }
    return false;
  }

  #leadsTo(from: string, to: string, seen: Set<string>): boolean {
    if (from === to) return true;
    const definition = this.#functions.get(from);
    if (!definition || seen.has(from)) return false;
    seen.add(from);
    for (const node of nodesBelow(definition.body)) {
      if (node.type === 'call' && this.#leadsTo(node.name, to, seen)) return true;
    }
    return false;
  }
}
