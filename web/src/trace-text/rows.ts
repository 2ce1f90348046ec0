import type { Trace } from '../../../server/schemas/trace.ts';
import { type CountStart, hopNumber } from '../map/hops.ts';
import { stampOf } from '../map/label.ts';
import { sentenceName } from '../words/box-names.ts';

/** One line of the table that says what the map shows. */
export interface TraceRow {
  readonly number: string;
  readonly at: string;
  readonly received: string;
  readonly decidedBy: string;
  readonly left: string;
  readonly kind: string;
}

/** Boxes in order, and between them the tunnels, which carry but do not receive. */
export function traceRows(trace: Trace, start: CountStart): TraceRow[] {
  const rows: TraceRow[] = [];
  trace.boxes.forEach((box, i) => {
    const origin = box.decision?.origin ?? null;
    rows.push({
      number: i === 0 ? '' : String(hopNumber(trace, i - 1, start)),
      at: sentenceName(box),
      received: box.received ? `${box.received.from} → ${box.received.to}` : '',
      decidedBy: origin ? `${origin.object}: ${origin.field}` : (box.decision?.rule ?? ''),
      left: box.sent ? `${box.sent.from} → ${box.sent.to}` : '',
      kind: kindOf(box, i),
    });
    const leg = trace.legs.find((l) => l.from === box.id && l.to === trace.boxes[i + 1]?.id);
    for (const rewrite of leg?.rewrites ?? [])
      rows.push({
        number: '',
        at: 'a node on the way',
        received: rewrite.before,
        decidedBy: rewrite.origin ? `${rewrite.origin.object}: ${rewrite.origin.field}` : rewrite.rule,
        left: rewrite.after,
        kind: `rewrite ${stampOf(rewrite.kind)}: passed, not received`,
      });
    if (!leg?.tunnel || !box.sent) return;
    const inner = `${box.sent.from} → ${box.sent.to}`;
    rows.push({
      number: '',
      at: `tunnel, ${leg.tunnel.fromNode} to ${leg.tunnel.toNode}`,
      received: inner,
      decidedBy: `outer ${leg.tunnel.outerFrom} → ${leg.tunnel.outerTo} UDP 8472`,
      left: inner,
      kind: 'tunnel: carried, not received',
    });
  });
  rows.push({ number: '', at: 'you', received: '', decidedBy: '', left: '', kind: resultOf(trace) });
  return rows;
}

function kindOf(box: Trace['boxes'][number], i: number): string {
  if (i === 0) return 'start';
  const stamps = box.newConnection ? ['NEW'] : box.rewrites.map((r) => stampOf(r.kind));
  return ['hop', ...stamps].join(', ');
}

export function resultOf(trace: Trace): string {
  const result = trace.result;
  if (result.kind === 'answered') return `response ${result.status ?? ''}`.trim();
  return `${result.kind.replace('-', ' ')} at ${trace.boxes.find((b) => b.id === result.at)?.name ?? result.at}`;
}
