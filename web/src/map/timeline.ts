import type { Trace } from '../../../server/schemas/trace.ts';
import { type Label, labelAfter, labelsAt, rewritesBetween } from './label.ts';
import type { Leg } from './routes.ts';

/** What happens in one stretch of time. `leg` is the arrow that is walked, or the one at whose end (or start, for box 0) the request stands. */
export interface Segment {
  readonly kind: 'stay' | 'move' | 'back' | 'ended';
  readonly start: number;
  readonly duration: number;
  readonly leg: number;
  /** Index of the box it is in, or comes from while it moves. */
  readonly box: number;
  readonly label: Label;
  /** What the label reads after this stay, when it is rewritten. */
  readonly next: Label | null;
  readonly response: boolean;
  /** The last thing that happens in its box: then it goes on. */
  readonly last: boolean;
}

export type Ending = 'answered' | 'refused' | 'dropped';

export interface Timeline {
  readonly segments: readonly Segment[];
  readonly duration: number;
  readonly ending: Ending;
  /** The last box the map knows. */
  readonly lastBox: number;
}

const rewriteMs = 1100;
const pauseMs = 500;
const backMs = 500;

/** The request's journey in playing time (ms at speed 1): the way out teaches, the way home reassures. */
export function timeline(trace: Trace, legs: readonly Leg[]): Timeline {
  const segments: Segment[] = [];
  let clock = 0;
  const push = (segment: Omit<Segment, 'start'>): void => {
    segments.push({ ...segment, start: clock });
    clock += segment.duration;
  };
  const first = trace.boxes[0]?.sent ?? { from: '', to: '' };
  let label: Label = { ...first, fromChange: null, toChange: null, stamps: [] };
  push({ kind: 'stay', duration: pauseMs, leg: 0, box: 0, label, next: null, response: false, last: false });
  for (const leg of legs) {
    const box = trace.boxes[leg.index + 1]!;
    const onTheWay = rewritesBetween(trace, leg.from, leg.to);
    const changed = labelAfter(label, onTheWay);
    push({
      kind: 'move',
      duration: legMs(leg),
      leg: leg.index,
      box: leg.index,
      label,
      next: onTheWay.length > 0 ? changed : null,
      response: false,
      last: false,
    });
    label = changed;
    if (box.received) label = { ...label, ...box.received };
    const labels = labelsAt(box, label);
    const at = { kind: 'stay' as const, leg: leg.index, box: leg.index + 1, response: false };
    if (labels.length === 1) push({ ...at, duration: pauseMs, label, next: null, last: true });
    for (let i = 1; i < labels.length; i++)
      push({ ...at, duration: rewriteMs, label: labels[i - 1]!, next: labels[i]!, last: i === labels.length - 1 });
    label = labels[labels.length - 1]!;
  }
  const ending = endingOf(trace);
  const back = ending === 'dropped' ? null : ending === 'refused' ? 'refused' : String(statusOf(trace));
  if (back === null)
    push({
      kind: 'ended',
      duration: 4000,
      leg: legs.length - 1,
      box: legs.length,
      label,
      next: null,
      response: false,
      last: false,
    });
  else wayBack(trace, legs, back, push);
  return { segments, duration: clock, ending, lastBox: legs.length };
}

const legMs = (leg: Leg): number => Math.min(1500, Math.max(900, Math.round(leg.way.length * 4)));

export function endingOf(trace: Trace): Ending {
  if (trace.result.kind === 'answered') return 'answered';
  return trace.result.kind === 'timed-out' ? 'dropped' : 'refused';
}

export const statusOf = (trace: Trace): string | number =>
  trace.result.kind === 'answered' ? (trace.result.status ?? 'answered') : trace.result.kind;

/** Every rewrite is undone where it was made, so the way back reads the labels of the way out, turned round. */
function wayBack(
  trace: Trace,
  legs: readonly Leg[],
  stamp: string,
  push: (segment: Omit<Segment, 'start'>) => void,
): void {
  const turned = (i: number): Label => {
    const sent = trace.boxes[i]?.sent ?? trace.boxes[i + 1]?.received ?? { from: '', to: '' };
    return { from: sent.to, to: sent.from, fromChange: null, toChange: null, stamps: [stamp] };
  };
  /** The label as the box at the far end of arrow `i` hands it back. */
  const undone = (i: number): Label => {
    const label = turned(i);
    const wrote = (trace.boxes[i + 1]?.rewrites.length ?? 0) > 0 && i + 1 < legs.length;
    return wrote ? { ...label, stamps: [...label.stamps, 'UNDO'] } : label;
  };
  const last = legs.length;
  if (last > 0)
    push({
      kind: 'stay',
      duration: 700,
      leg: last - 1,
      box: last,
      label: turned(last - 1),
      next: null,
      response: true,
      last: false,
    });
  for (let i = last - 1; i >= 0; i--) {
    push({ kind: 'back', duration: backMs, leg: i, box: i, label: undone(i), next: null, response: true, last: false });
    const stay = i === 0 ? 1300 : 300;
    const next = i > 0 ? undone(i - 1) : null;
    push({
      kind: 'stay',
      duration: stay,
      leg: Math.max(0, i - 1),
      box: i,
      label: turned(i),
      next,
      response: true,
      last: true,
    });
  }
}
