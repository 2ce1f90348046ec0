import type { Builtin } from '../compile-builtin.ts';
import { AwkFatal } from '../failure.ts';
import type { Run } from '../run.ts';
import { textToNumber, toNumber, type Value } from '../value.ts';

const LARGEST = 2n ** 53n;

const ofOne = (apply: (number: number) => number): Builtin => ({
  takes: [1, 1],
  apply: (_run, [value]) => apply(toNumber(value)),
});

/** A function that warns of negative numbers. */
function ofPositive(name: string, apply: (number: number) => number): Builtin {
  return {
    takes: [1, 1],
    apply: (run, [value]) => {
      const number = toNumber(value);
      if (number < 0) run.warn(`${name}: received negative argument ${run.toText(number)}`);
      return apply(number);
    },
  };
}

/** A function of integers without sign; negative ones are refused. */
function ofBits(name: string, most: number, combine: (left: bigint, right: bigint) => bigint): Builtin {
  return {
    takes: [2, most],
    apply: (_run, values) => Number(values.map((value) => bitsOf(name, toNumber(value))).reduce(combine)),
  };
}

function bitsOf(name: string, number: number): bigint {
  if (number < 0) throw new AwkFatal(`${name}: negative values are not allowed`);
  return BigInt(Math.trunc(Number.isFinite(number) ? number : 0));
}

function random(run: Run): Value {
  return run.random.next();
}

function numberOf(run: Run, value: Value): number {
  const text = run.toText(value).trim();
  if (typeof value === 'number') return value;
  if (/^[+-]?0[xX][0-9a-fA-F]/.test(text)) return Number.parseInt(text, 16);
  if (/^[+-]?0[0-7]*$/.test(text)) return Number.parseInt(text, 8) || 0;
  return textToNumber(text);
}

export const NUMBER_BUILTINS: Readonly<Record<string, Builtin>> = {
  int: ofOne((number) => Math.trunc(number) + 0),
  sqrt: ofPositive('sqrt', Math.sqrt),
  exp: ofOne(Math.exp),
  log: ofPositive('log', Math.log),
  sin: ofOne(Math.sin),
  cos: ofOne(Math.cos),
  atan2: { takes: [2, 2], apply: (_run, [y, x]) => Math.atan2(toNumber(y), toNumber(x)) },
  rand: { takes: [0, 0], apply: random },
  srand: {
    takes: [0, 1],
    apply: (run, args) => {
      const before = run.random.seed;
      run.random.reseed(
        args.length > 0 ? Math.trunc(toNumber(args[0])) : Math.floor(run.process.machine.clock.now() / 1000),
      );
      return before;
    },
  },
  strtonum: { takes: [1, 1], apply: (run, [value]) => numberOf(run, value) },
  and: ofBits('and', 64, (left, right) => left & right),
  or: ofBits('or', 64, (left, right) => left | right),
  xor: ofBits('xor', 64, (left, right) => left ^ right),
  lshift: ofBits('lshift', 2, (left, right) => BigInt.asUintN(64, left << (right % 64n))),
  rshift: ofBits('rshift', 2, (left, right) => left >> right),
  compl: { takes: [1, 1], apply: (_run, [value]) => Number(LARGEST - 1n - bitsOf('compl', toNumber(value))) },
};
