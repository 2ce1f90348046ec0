import type { Trace } from '../../../server/schemas/trace.ts';
import { type CountStart, hopNumber } from '../map/hops.ts';
import { type Change, labelsLeft } from '../map/label.ts';
import { stubName } from '../words/box-names.ts';

/** One stub of the waybill: an arrow of the request with the label as it left, or how it ended. */
export interface Stub {
  readonly number: string;
  /** Not counted: before the count begins, or the answer. */
  readonly off: boolean;
  readonly source: string;
  readonly target: string;
  readonly from: string;
  readonly to: string;
  readonly fromChange: Change;
  readonly toChange: Change;
  /** What ended a request that no answer came back for: stands in place of the addresses. */
  readonly note?: string;
  readonly spoken: string;
}

export function stubs(trace: Trace, start: CountStart): Stub[] {
  const left = labelsLeft(trace);
  const arrows = trace.boxes.slice(0, -1).map((box, i): Stub => {
    const label = left[i]!;
    const n = hopNumber(trace, i, start);
    const count = trace.boxes.length - 1;
    const next = trace.boxes[i + 1]!;
    const source = stubName(box);
    const target = stubName(next);
    return {
      number: String(n),
      off: n === 0,
      source,
      target,
      from: label.from,
      to: label.to,
      // Marks stay on the label until a new connection; a stub shows only what its own box changed.
      fromChange: changedHere(box, 'from') ? label.fromChange : null,
      toChange: changedHere(box, 'to') ? label.toChange : null,
      spoken: `${n === 0 ? 'Before the count' : `Hop ${n} of ${hopNumber(trace, count - 1, start)}`}. ${source} to ${target}. ${spokenChanges(box)}`,
    };
  });
  return [...arrows, ended(trace)];
}

type Box = Trace['boxes'][number];

const changedHere = (box: Box, part: 'from' | 'to'): boolean =>
  box.newConnection || box.rewrites.some((r) => r.part === part);

function spokenChanges(box: Box): string {
  const spoken = (address: string): string => address.replace(/:(\d+)$/, ' port $1');
  if (box.newConnection && box.sent) return `New connection, from ${spoken(box.sent.from)} to ${spoken(box.sent.to)}.`;
  const changes = box.rewrites.map(
    (r) => `${r.part === 'to' ? 'Destination' : 'Source'} rewritten to ${spoken(r.after)}, was ${spoken(r.before)}.`,
  );
  const origin = box.rewrites.find((r) => r.origin)?.origin;
  if (origin) changes.push(`Decided by ${origin.field} of ${origin.object}.`);
  return changes.join(' ') || 'Nothing rewritten.';
}

function ended(trace: Trace): Stub {
  const sent = trace.boxes[0]?.sent ?? { from: '', to: '' };
  const plain = { off: true, fromChange: null, toChange: null };
  if (trace.result.kind === 'answered') {
    const status = trace.result.status === null ? 'answer' : String(trace.result.status);
    const by = trace.boxes.find((box) => trace.result.kind === 'answered' && box.id === trace.result.by);
    return {
      ...plain,
      number: '↩',
      // Of an error it matters who wrote it.
      source: by && Number(status) >= 400 ? `${status} by ${stubName(by)}` : status,
      target: 'you',
      from: sent.to,
      to: sent.from,
      spoken: `Answer ${status}, written by ${by ? stubName(by) : 'the server'}. Every rewrite is undone on the way back.`,
    };
  }
  const at = trace.boxes.find((box) => trace.result.kind !== 'answered' && box.id === trace.result.at);
  const what = trace.result.kind.replace('-', ' ');
  const where = at ? stubName(at) : trace.result.at;
  const { origin } = trace.result;
  return {
    ...plain,
    number: '✕',
    source: what,
    target: `at ${where}`,
    from: '',
    to: '',
    note: `${trace.result.rule}${origin ? ` (${origin.field} of ${origin.object})` : ''}`,
    spoken: `${what} at ${where}. ${trace.result.rule}`,
  };
}

/** `GET red.example/`, or what was connected to. */
export function requestTitle(trace: Trace): string {
  if (trace.request) return `${trace.request.method} ${trace.request.url.replace(/^https?:\/\//, '')}`;
  return `connect ${trace.boxes[0]?.sent?.to ?? ''}`;
}
