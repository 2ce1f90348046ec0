/** How a statement ended. */
export const NORMAL = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const NEXT = 3;
export const NEXT_FILE = 4;
export const EXIT = 5;
export const RETURN = 6;

/** `next` or `exit` inside of a function leaves it and the expression that called it. */
export class Jump {
  readonly signal: number;
  constructor(signal: number) {
    this.signal = signal;
  }
}
