import type { Process } from '../../../cluster/machinery/machine.ts';
import { PagerSource } from './pager-source.ts';

/** The files of a pager, one of which is shown. */
export class PagerFiles {
  readonly #process: Process;
  readonly names: string[];
  at = 0;

  constructor(process: Process, names: readonly string[]) {
    this.#process = process;
    this.names = [...names];
  }

  get next(): string {
    return this.names[this.at + 1] ?? '';
  }

  /** Opens the file at a place; or says why it cannot be. */
  open(at: number): PagerSource | { readonly problem: string } {
    const name = this.names[at]!;
    const source = new PagerSource(name === '-' ? '' : name);
    if (name === '-') {
      void source.readFrom(this.#process.stdin);
    } else {
      const problem = source.readFile(this.#process);
      if (problem !== undefined) return { problem };
    }
    this.at = at;
    return source;
  }

  /** The first that can be opened from a place on; those that cannot are forgotten. Gives complaints, too. */
  openFrom(at: number, step: 1 | -1): { readonly source: PagerSource | null; readonly problems: string[] } {
    const problems: string[] = [];
    for (let place = at; place >= 0 && place < this.names.length; ) {
      const opened = this.open(place);
      if (opened instanceof PagerSource) return { source: opened, problems };
      problems.push(opened.problem);
      this.names.splice(place, 1);
      if (step < 0) place--;
      else if (place <= this.at) this.at = Math.max(0, this.at - 1);
    }
    return { source: null, problems };
  }

  /** `:d`. */
  forget(): void {
    this.names.splice(this.at, 1);
  }

  /** `:e`: behind the file that is shown. */
  add(name: string): number {
    const known = this.names.indexOf(name);
    if (known >= 0) return known;
    this.names.splice(this.at + 1, 0, name);
    return this.at + 1;
  }
}
