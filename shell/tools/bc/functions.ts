import { add, type Decimal, decimal, divide, integerOf, multiply, negate, ONE, rescale, subtract } from './decimal.ts';

/** The functions of `-l`, by their series; `scale` is the digits wanted. */

/** e(x): halved until small, then the Taylor series, then squared again. */
export function exponential(value: Decimal, scale: number): Decimal {
  if (value.digits < 0n) return divide(ONE, exponential(negate(value), scale + 5), scale);
  let halvings = 0;
  let small = value;
  const digits = scale + 10 + Math.ceil(integerOf(value) * 0.45);
  while (small.digits > 0n && integerOf(multiply(small, decimal(10), digits)) > 0) {
    small = divide(small, decimal(2), digits + 5);
    halvings++;
  }
  let sum = ONE;
  let term = ONE;
  for (let count = 1; count < 10_000; count++) {
    term = divide(multiply(term, small, digits), decimal(count), digits);
    if (term.digits === 0n) break;
    sum = add(sum, term);
  }
  for (; halvings > 0; halvings--) sum = multiply(sum, sum, digits);
  return rescale(sum, scale);
}

/** l(x): square roots until near one, then the series of the inverse hyperbolic tangent. */
export function logarithm(value: Decimal, scale: number, root: (value: Decimal, scale: number) => Decimal): Decimal {
  const digits = scale + 12;
  let near = value;
  let doublings = 2;
  const distance = () => subtract(near, ONE);
  while (integerOf(multiply(distance(), decimal(10), digits)) !== 0) {
    near = root(rescale(near, digits), digits);
    doublings *= 2;
  }
  const ratio = divide(subtract(near, ONE), add(near, ONE), digits);
  const square = multiply(ratio, ratio, digits);
  let sum = ratio;
  let term = ratio;
  for (let count = 3; count < 10_000; count += 2) {
    term = multiply(term, square, digits);
    const part = divide(term, decimal(count), digits);
    if (part.digits === 0n) break;
    sum = add(sum, part);
  }
  return rescale(multiply(sum, decimal(doublings), digits), scale);
}

/** a(x) */
export function arcTangent(value: Decimal, scale: number): Decimal {
  if (value.digits < 0n) return negate(arcTangent(negate(value), scale));
  const digits = scale + 10;
  // a(x) = a(0.2) + a((x - 0.2) / (1 + 0.2 x)), until x is small.
  const step: Decimal = { digits: 2n, scale: 1 };
  let rest = rescale(value, Math.max(digits, value.scale));
  let steps = 0;
  while (subtract(rest, step).digits > 0n) {
    rest = divide(subtract(rest, step), add(ONE, multiply(rest, step, digits)), digits);
    steps++;
  }
  const sum = arcSeries(rest, digits);
  const all = steps > 0 ? add(sum, multiply(arcSeries(rescale(step, digits), digits), decimal(steps), digits)) : sum;
  return rescale(all, scale);
}

function arcSeries(value: Decimal, digits: number): Decimal {
  const square = negate(multiply(value, value, digits));
  let sum = value;
  let term = value;
  for (let count = 3; count < 20_000; count += 2) {
    term = multiply(term, square, digits);
    const part = divide(term, decimal(count), digits);
    if (part.digits === 0n) break;
    sum = add(sum, part);
  }
  return sum;
}

/** s(x), by its series after whole turns are taken away. */
export function sine(value: Decimal, scale: number): Decimal {
  const digits = scale + 10 + value.digits.toString().length;
  const turn = multiply(arcTangent(ONE, digits), decimal(8), digits);
  const turns = integerOf(divide(value, turn, 0));
  const angle = rescale(subtract(value, multiply(turn, decimal(turns), digits)), digits);
  const square = negate(multiply(angle, angle, digits));
  let sum = angle;
  let term = angle;
  for (let count = 3; count < 20_000; count += 2) {
    term = divide(multiply(term, square, digits), decimal(count * (count - 1)), digits);
    if (term.digits === 0n) break;
    sum = add(sum, term);
  }
  return rescale(sum, scale);
}

/** c(x), likewise. */
export function cosine(value: Decimal, scale: number): Decimal {
  const digits = scale + 10 + value.digits.toString().length;
  const turn = multiply(arcTangent(ONE, digits), decimal(8), digits);
  const turns = integerOf(divide(value, turn, 0));
  const angle = rescale(subtract(value, multiply(turn, decimal(turns), digits)), digits);
  const square = negate(multiply(angle, angle, digits));
  let sum = ONE;
  let term = ONE;
  for (let count = 2; count < 20_000; count += 2) {
    term = divide(multiply(term, square, digits), decimal(count * (count - 1)), digits);
    if (term.digits === 0n) break;
    sum = add(sum, term);
  }
  return rescale(sum, scale);
}
