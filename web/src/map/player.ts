import type { Label } from './label.ts';
import { type Point, pointOn } from './path.ts';
import type { Leg } from './routes.ts';
import type { Segment, Timeline } from './timeline.ts';

/** Everything that is drawn of the traveller at one moment. */
export interface Moment {
  readonly x: number;
  readonly y: number;
  /** Where the ticket comes to rest next: the label hangs where it suits that place. */
  readonly rest: Point;
  /** Index of the box that holds it, or that it has left last. */
  readonly box: number;
  /** The stub of the waybill that is current: the leg, or the number of legs on the way back. */
  readonly stub: number;
  readonly label: Label;
  /** The line that is being struck out. */
  readonly striking: 'from' | 'to' | 'both' | null;
  readonly response: boolean;
  readonly ended: boolean;
  /** Inside a conduit: the outer addresses. */
  readonly outer: { readonly from: string; readonly to: string } | null;
  /** Share (0 to 1) of each leg that is behind it, and whether the way back has passed there. */
  readonly walked: readonly number[];
  readonly returned: readonly boolean[];
}

const ease = (p: number): number => (p < 0.5 ? 2 * p * p : 1 - (2 - 2 * p) ** 2 / 2);

/** The moment at a playing time: a pure function, so that playback, tests and still pictures are the same code. */
export function momentAt(line: Timeline, legs: readonly Leg[], time: number): Moment {
  const segment = segmentAt(line, time);
  const share = segment.duration > 0 ? Math.min(1, Math.max(0, (time - segment.start) / segment.duration)) : 1;
  const late = segment.next !== null && share > 0.45;
  const label = late && segment.next ? segment.next : segment.label;
  return {
    ...position(segment, legs, share),
    rest: position(segment, legs, segment.kind === 'stay' && !segment.response ? 0 : 1),
    box: segment.box,
    // While it stands in a box before it leaves, the arrow that brought it there is the current one.
    stub: segment.response ? legs.length : segment.leg,
    label,
    striking: segment.next && !segment.response && !late && share > 0.12 ? struck(segment.label, segment.next) : null,
    response: segment.response,
    ended: segment.kind === 'ended',
    outer: segment.kind === 'move' ? outerAt(legs[segment.leg], share) : null,
    walked: legs.map((leg) => walkedShare(line, segment, leg.index, share)),
    returned: legs.map((leg) => segment.response && passedBack(segment, leg.index, share)),
  };
}

/** Playing time at which a stub is shown at its best: past the number on its arrow, or back at the client. */
export function timeOfStub(line: Timeline, stub: number): number {
  const move = line.segments.find((s) => s.kind === 'move' && s.leg === stub);
  if (move) return move.start + move.duration * 0.6;
  const last = line.segments[line.segments.length - 1];
  return last ? last.start + last.duration * 0.5 : 0;
}

/** The still picture: the whole way walked, the answer home. */
export const endTime = (line: Timeline): number => line.duration;

function segmentAt(line: Timeline, time: number): Segment {
  return line.segments.find((s) => time < s.start + s.duration) ?? line.segments[line.segments.length - 1]!;
}

function position(segment: Segment, legs: readonly Leg[], share: number): Point {
  const leg = legs[segment.leg];
  if (!leg) return { x: 0, y: 0 };
  if (segment.kind === 'move') return pointOn(leg.way, ease(share));
  if (segment.kind === 'back') return pointOn(leg.way, 1 - ease(share));
  if (segment.box <= segment.leg) return pointOn(leg.way, 0);
  const entry = pointOn(leg.way, 1);
  const out = legs[segment.leg + 1];
  if (!out || !segment.last) return entry;
  const exit = pointOn(out.way, 0);
  if (segment.response) return between(exit, entry, ease(share));
  // In the last fifth of its stay it passes through the box to where it goes out.
  return share < 0.8 ? entry : between(entry, exit, ease((share - 0.8) / 0.2));
}

function between(a: Point, b: Point, p: number): Point {
  return { x: a.x + (b.x - a.x) * p, y: a.y + (b.y - a.y) * p };
}

function struck(before: Label, after: Label): Moment['striking'] {
  const from = before.from !== after.from;
  const to = before.to !== after.to;
  return from && to ? 'both' : from ? 'from' : to ? 'to' : null;
}

function outerAt(leg: Leg | undefined, share: number): Moment['outer'] {
  if (!leg?.tunnel || share < 0.2 || share > 0.85) return null;
  return { from: leg.tunnel.outerFrom, to: leg.tunnel.outerTo };
}

function walkedShare(line: Timeline, segment: Segment, leg: number, share: number): number {
  const move = line.segments.find((s) => s.kind === 'move' && s.leg === leg);
  if (!move) return 0;
  if (segment === move) return ease(share);
  return segment.start >= move.start + move.duration ? 1 : 0;
}

function passedBack(segment: Segment, leg: number, share: number): boolean {
  if (segment.kind !== 'back') return leg >= segment.box;
  return leg > segment.leg || (leg === segment.leg && share >= 0.5);
}
