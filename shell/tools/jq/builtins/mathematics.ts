import { shown } from '../access.ts';
import { JqError, type Json } from '../json-value.ts';
import type { NativeValue } from './values.ts';

function number(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  throw new JqError(`${shown(value ?? null)} number required`);
}

const ofOne =
  (apply: (value: number) => number): NativeValue =>
  (_compiler, input) =>
    apply(number(input));
const ofTwo =
  (apply: (left: number, right: number) => number): NativeValue =>
  (_compiler, _input, left, right) =>
    apply(number(left), number(right));

/** Half to even, as rint(3) does. */
function nearbyInteger(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (Math.abs(floor) % 2) : Math.round(value);
}

const exponentOf = (value: number) => (value === 0 ? Number.NEGATIVE_INFINITY : Math.floor(Math.log2(Math.abs(value))));

/** Lanczos' approximation of the logarithm of the gamma function. */
function logGamma(value: number): number {
  if (value < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * value))) - logGamma(1 - value);
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const shifted = value - 1;
  const base = shifted + 7.5;
  const sum = coefficients
    .slice(1)
    .reduce((total, coefficient, at) => total + coefficient / (shifted + at + 1), coefficients[0]!);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

const NAMED = [
  'floor',
  'sqrt',
  'ceil',
  'trunc',
  'exp',
  'log',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'cbrt',
  'expm1',
  'log1p',
] as const;

export const MATHEMATICS: Readonly<Record<string, NativeValue>> = {
  ...Object.fromEntries(NAMED.map((name) => [`${name}/0`, ofOne(Math[name])])),
  'round/0': ofOne((value) => Math.sign(value) * Math.round(Math.abs(value))),
  'fabs/0': ofOne(Math.abs),
  'abs/0': (_compiler, input) => Math.abs(number(input)),
  'exp2/0': ofOne((value) => 2 ** value),
  'exp10/0': ofOne((value) => 10 ** value),
  'rint/0': ofOne(nearbyInteger),
  'nearbyint/0': ofOne(nearbyInteger),
  'logb/0': ofOne(exponentOf),
  'gamma/0': ofOne(logGamma),
  'lgamma/0': ofOne(logGamma),
  'tgamma/0': ofOne((value) =>
    Number.isInteger(value) ? Math.round(Math.exp(logGamma(value))) : Math.exp(logGamma(value)),
  ),
  'significand/0': ofOne((value) => (value === 0 ? 0 : value / 2 ** exponentOf(value))),
  'pow/2': ofTwo((base, power) => base ** power),
  'atan2/2': ofTwo(Math.atan2),
  'fmin/2': ofTwo(Math.min),
  'fmax/2': ofTwo(Math.max),
  'fmod/2': ofTwo((left, right) => left % right),
  'drem/2': ofTwo((left, right) => left - right * nearbyInteger(left / right)),
  'ldexp/2': ofTwo((value, power) => value * 2 ** power),
  'scalb/2': ofTwo((value, power) => value * 2 ** power),
  'scalbln/2': ofTwo((value, power) => value * 2 ** power),
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isinfinite/0': (_compiler, input) => Math.abs(number(input)) === Number.POSITIVE_INFINITY,
  'isnan/0': (_compiler, input) => Number.isNaN(number(input)),
  'isnormal/0': (_compiler, input) => Number.isFinite(number(input)) && number(input) !== 0,
};
