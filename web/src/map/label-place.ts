import type { MapLayout, Rectangle } from './layout.ts';
import type { Point } from './path.ts';

export const labelSize = { width: 206, height: 42 };
/** Stamps stick out on the side away from the ticket. */
const stampHeight = 20;
/** In a tunnel the outer pair stands under the label. */
const outerHeight = 17;

export interface LabelOffset {
  readonly dx: number;
  readonly dy: number;
}

/** Something the label should not cover; the heavier, the less. */
export interface Obstacle extends Rectangle {
  readonly weight: number;
}

const rises = [-82, 24, -128, 62, -168, 104];
const sides = [-40, -166, 14, -220];

/** Where the label hangs beside a ticket that rests at `at`: within the drawing, and over as little as possible. */
export function labelOffset(
  at: Point,
  drawing: { width: number; height: number },
  obstacles: readonly Obstacle[],
): LabelOffset {
  let best: LabelOffset = { dx: -40, dy: -82 };
  let least = Number.POSITIVE_INFINITY;
  for (const dy of rises)
    for (const dx of sides) {
      const place = placeOf(at, { dx, dy }, drawing);
      const covered = obstacles.reduce((sum, one) => sum + one.weight * common(place, one), 0);
      const ticket = 6 * common(place, { x: at.x - 12, y: at.y - 10, width: 24, height: 20 });
      const far = Math.hypot(place.x + 103 - at.x, place.y + 30 - at.y);
      const cost = covered + ticket + far * 2 + (place.outside ? 50_000 : 0);
      if (cost < least) {
        least = cost;
        best = { dx, dy };
      }
    }
  return best;
}

function placeOf(
  at: Point,
  { dx, dy }: LabelOffset,
  drawing: { width: number; height: number },
): Rectangle & { outside: boolean } {
  const x = Math.min(drawing.width - labelSize.width - 6, Math.max(4, at.x + dx));
  const y = dy < 0 ? at.y + dy - stampHeight : at.y + dy;
  const height = labelSize.height + outerHeight + stampHeight;
  return { x, y, width: labelSize.width, height, outside: y < 0 || y + height > drawing.height };
}

function common(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** What a label should leave readable: boxes, rules that matched above all, names of nodes, numbers, the flag. */
export function obstacles(
  map: MapLayout,
  lit: ReadonlySet<string>,
  numbers: readonly Point[],
  flag: Point | null,
): Obstacle[] {
  return [
    ...[map.client, ...(map.edge ? [map.edge] : []), ...map.balancers, ...map.pods, ...map.folds].map((box) => ({
      ...rectangle(box),
      weight: 2,
    })),
    ...map.bands.flatMap((band) => [
      { x: band.x + 10, y: band.y + 6, width: 200, height: 16, weight: 0.7 },
      ...band.lines.map((line) => ({ ...rectangle(line), weight: lit.has(`${band.id} ${line.key}`) ? 5 : 0.7 })),
    ]),
    ...numbers.map(({ x, y }) => ({ x: x - 10, y: y - 10, width: 20, height: 20, weight: 2 })),
    ...(flag ? [{ x: flag.x, y: flag.y - 11, width: 110, height: 14, weight: 1.5 }] : []),
  ];
}

const rectangle = ({ x, y, width, height }: Rectangle): Rectangle => ({ x, y, width, height });
