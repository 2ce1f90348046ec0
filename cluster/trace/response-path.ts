import type { ConnectionRecord } from '../network/connection-record.ts';
import type { ConnectionPath } from './connection-path.ts';
import type { TraceBox, TraceLabel, TraceReturn, TraceRewrite, TraceUndo } from './trace.ts';

/** A connection of a path, with the ids that its boxes have in the whole trace. */
export interface ReturningConnection {
  readonly record: ConnectionRecord;
  readonly path: ConnectionPath;
}

/**
 * The way an answer takes: each connection's boxes backwards, the last connection first. A connection that nobody answered
 * (dropped, or no route) brings nothing back; a reset or an ICMP error does come back.
 */
export function responsePath(connections: readonly ReturningConnection[], boxes: readonly TraceBox[]): TraceReturn[] {
  const steps: TraceReturn[] = [];
  let at = boxes.length - 1;
  for (let index = connections.length - 1; index >= 0; index--) {
    const { record, path } = connections[index]!;
    const count = path.boxes.length;
    if (isAnswered(record)) appendConnection(steps, path, boxes.slice(at - count + 1, at + 1));
    at -= count - 1;
  }
  return steps;
}

function isAnswered({ outcome }: ConnectionRecord): boolean {
  return outcome === 'established' || outcome === 'ECONNREFUSED' || outcome === 'ECONNRESET';
}

function appendConnection(steps: TraceReturn[], path: ConnectionPath, boxes: readonly TraceBox[]): void {
  for (let index = path.boxes.length - 1; index >= 0; index--) {
    const box = path.boxes[index]!;
    const isServer = index === path.boxes.length - 1;
    const step: TraceReturn = {
      box: boxes[index]?.id ?? box.id,
      received: isServer ? null : turned(box.sent),
      sent: turned(box.received) ?? null,
      undone: isServer && box.sent === null && !box.rewrites.length ? [] : undo(box.rewrites),
      way: undo(path.legs[index - 1]?.rewrites ?? []),
    };
    const before = steps.at(-1);
    // A proxy is the client of one connection and the server of the one before.
    if (isServer && before?.box === step.box) {
      steps[steps.length - 1] = {
        ...before,
        sent: step.sent,
        undone: [...before.undone, ...step.undone],
        way: step.way,
      };
    } else steps.push(step);
  }
}

function turned(label: TraceLabel | null): TraceLabel | null {
  return label && { from: label.to, to: label.from };
}

/** The last change is undone first. */
function undo(rewrites: readonly TraceRewrite[]): TraceUndo[] {
  return rewrites
    .map(({ kind, part, before, after }): TraceUndo => {
      return { kind, part: part === 'to' ? 'from' : 'to', before: after, after: before };
    })
    .reverse();
}
