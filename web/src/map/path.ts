export interface Point {
  readonly x: number;
  readonly y: number;
}

const samples = 64;

/** A way as it is drawn and walked: SVG path data, its length and points at even distances. */
export interface Way {
  readonly points: readonly Point[];
  readonly d: string;
  readonly length: number;
  /** x0 y0 x1 y1 …: 64 steps of equal length, so that moving costs no layout read. */
  readonly table: Float64Array;
}

/** An orthogonal way with rounded corners through the given points. */
export function wayThrough(points: readonly Point[], radius = 12): Way {
  const corners = withoutRepeats(points);
  const flat: Point[] = [corners[0]!];
  let d = `M${at(corners[0]!)}`;
  for (let i = 1; i < corners.length - 1; i++) {
    const { before, after } = rounding(corners[i - 1]!, corners[i]!, corners[i + 1]!, radius);
    d += ` L${at(before)} Q${at(corners[i]!)} ${at(after)}`;
    for (let k = 0; k <= 6; k++) flat.push(quadratic(before, corners[i]!, after, k / 6));
  }
  const end = corners[corners.length - 1]!;
  flat.push(end);
  if (corners.length > 1) d += ` L${at(end)}`;
  return { points: corners, d, ...sampled(flat) };
}

/** The point at a share (0 to 1) of the way. */
export function pointOn(way: Way, share: number): Point {
  const place = Math.min(1, Math.max(0, share)) * samples;
  const i = Math.min(samples - 1, Math.floor(place));
  const rest = place - i;
  const t = way.table;
  return {
    x: t[2 * i]! + (t[2 * i + 2]! - t[2 * i]!) * rest,
    y: t[2 * i + 1]! + (t[2 * i + 3]! - t[2 * i + 1]!) * rest,
  };
}

/** The middle of the longest straight stretch, where a number is best read; upright stretches first where there is a tunnel. */
export function longestStretch(way: Way, upright: boolean): Point {
  let best: { length: number; middle: Point } | null = null;
  for (let i = 1; i < way.points.length; i++) {
    const a = way.points[i - 1]!;
    const b = way.points[i]!;
    if (upright && a.x !== b.x) continue;
    const length = Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
    if (!best || length > best.length) best = { length, middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
  }
  return best?.middle ?? (upright ? longestStretch(way, false) : way.points[0]!);
}

const at = (p: Point): string => `${round(p.x)},${round(p.y)}`;
const round = (n: number): number => Math.round(n * 100) / 100;

function withoutRepeats(points: readonly Point[]): Point[] {
  return points.filter((p, i) => i === 0 || p.x !== points[i - 1]!.x || p.y !== points[i - 1]!.y);
}

function rounding(previous: Point, corner: Point, next: Point, radius: number): { before: Point; after: Point } {
  const into = Math.hypot(corner.x - previous.x, corner.y - previous.y);
  const out = Math.hypot(next.x - corner.x, next.y - corner.y);
  const r = Math.min(radius, into / 2, out / 2);
  return {
    before: { x: corner.x - ((corner.x - previous.x) / into) * r, y: corner.y - ((corner.y - previous.y) / into) * r },
    after: { x: corner.x + ((next.x - corner.x) / out) * r, y: corner.y + ((next.y - corner.y) / out) * r },
  };
}

function quadratic(a: Point, control: Point, b: Point, t: number): Point {
  const u = 1 - t;
  return {
    x: u * u * a.x + 2 * u * t * control.x + t * t * b.x,
    y: u * u * a.y + 2 * u * t * control.y + t * t * b.y,
  };
}

function sampled(flat: readonly Point[]): { length: number; table: Float64Array } {
  const ends = [0];
  for (let i = 1; i < flat.length; i++)
    ends.push(ends[i - 1]! + Math.hypot(flat[i]!.x - flat[i - 1]!.x, flat[i]!.y - flat[i - 1]!.y));
  const length = ends[ends.length - 1]!;
  const table = new Float64Array(2 * (samples + 1));
  let k = 0;
  for (let i = 0; i <= samples; i++) {
    const want = (length * i) / samples;
    while (k < flat.length - 2 && ends[k + 1]! < want) k++;
    const stretch = (ends[k + 1] ?? 0) - ends[k]!;
    const share = stretch > 0 ? (want - ends[k]!) / stretch : 0;
    const next = flat[k + 1] ?? flat[k]!;
    table[2 * i] = flat[k]!.x + (next.x - flat[k]!.x) * share;
    table[2 * i + 1] = flat[k]!.y + (next.y - flat[k]!.y) * share;
  }
  return { length, table };
}
