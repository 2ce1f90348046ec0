import type { TextExpression } from '../../expressions/text-expression.ts';
import type { Address, SedCommand } from './script.ts';

/** What an address is compared with. */
export interface CurrentLine {
  readonly number: number;
  readonly text: string;
  isLast(): Promise<boolean>;
  /** The expression itself, or for an empty one the one used last. */
  use(expression: TextExpression | null): TextExpression;
}

/** Which ranges of a run are open, and until which line (Infinity: until an address matches). */
export class Addresses {
  readonly #open = new Map<SedCommand, number>();

  async selects(command: SedCommand, line: CurrentLine): Promise<boolean> {
    return (await this.#matches(command, line)) !== command.negated;
  }

  /** Whether a range that the line belongs to ends with it: `c` prints its text only then. */
  isOpen(command: SedCommand): boolean {
    return this.#open.has(command);
  }

  async #matches(command: SedCommand, line: CurrentLine): Promise<boolean> {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return matchesAddress(from, line);
    const until = this.#open.get(command);
    if (until === undefined) {
      const fromStart = from.kind === 'line' && from.line === 0 && line.number === 1;
      if (fromStart) this.#open.set(command, Number.POSITIVE_INFINITY);
      else return this.#start(command, line);
    }
    return this.#continue(command, line, this.#open.get(command)!);
  }

  async #start(command: SedCommand, line: CurrentLine): Promise<boolean> {
    if (!(await matchesAddress(command.from!, line))) return false;
    const end = lastLine(command, line.number);
    if (end > line.number && !(await line.isLast())) this.#open.set(command, end);
    return true;
  }

  async #continue(command: SedCommand, line: CurrentLine, until: number): Promise<boolean> {
    const to = command.to!;
    if (until !== Number.POSITIVE_INFINITY) {
      if (line.number >= until) this.#open.delete(command);
      // Behind a range that a jump went past.
      return line.number <= until || matchesAddress(command.from!, line);
    }
    if (to.kind !== 'count' && to.kind !== 'multiple' && (await matchesAddress(to, line))) this.#open.delete(command);
    return true;
  }
}

function lastLine({ to }: SedCommand, number: number): number {
  if (to?.kind === 'line') return to.line;
  if (to?.kind === 'count') return number + to.count;
  if (to?.kind === 'multiple') return to.of > 0 ? number - (number % to.of) + to.of : number;
  return Number.POSITIVE_INFINITY;
}

async function matchesAddress(address: Address, line: CurrentLine): Promise<boolean> {
  if (address.kind === 'line') return line.number === address.line;
  if (address.kind === 'last') return line.isLast();
  if (address.kind === 'expression') return line.use(address.expression).test(line.text);
  if (address.step === 0) return line.number === address.first;
  return line.number >= address.first && (line.number - address.first) % address.step === 0;
}
