import type { Trace } from '../../../server/schemas/trace.ts';

type Box = Trace['boxes'][number];
export type Rewrite = Box['rewrites'][number];

/** How a line of the label came to read as it does: rewritten destination, rewritten source, a new connection's. */
export type Change = 'destination' | 'source' | 'new' | null;

/** The luggage label as it reads at one moment. */
export interface Label {
  readonly from: string;
  readonly to: string;
  readonly fromChange: Change;
  readonly toChange: Change;
  readonly stamps: readonly string[];
}

export const stampOf = (kind: Rewrite['kind']): string => (kind === 'MASQUERADE' ? 'MASQ' : kind);

/** The label after each rewrite of a box, in the kernel's order; the first one is as it arrived, with the marks it brought. */
export function labelsAt(box: Box, arriving: Label): Label[] {
  const labels: Label[] = [arriving];
  let current = arriving;
  for (const rewrite of box.rewrites) {
    current = rewritten(current, rewrite);
    labels.push(current);
  }
  if (box.newConnection && box.sent) labels.push({ ...box.sent, fromChange: 'new', toChange: 'new', stamps: ['NEW'] });
  else if (box.sent && (box.sent.from !== current.from || box.sent.to !== current.to))
    labels.push({ ...current, ...box.sent });
  return labels;
}

/** The label after rewrites that nobody received it for: by a node that it only passed. */
export const labelAfter = (label: Label, rewrites: readonly Rewrite[]): Label => rewrites.reduce(rewritten, label);

/** Rewrites on the arrow between two boxes. */
export const rewritesBetween = (trace: Trace, from: string, to: string): readonly Rewrite[] =>
  trace.legs.find((leg) => leg.from === from && leg.to === to)?.rewrites ?? [];

function rewritten(label: Label, rewrite: Rewrite): Label {
  const stamps = [...label.stamps, stampOf(rewrite.kind)];
  return rewrite.part === 'to'
    ? { ...label, to: rewrite.after, toChange: 'destination', stamps }
    : { ...label, from: rewrite.after, fromChange: 'source', stamps };
}

/** The label as each box was left, box 0 first: what the waybill's stubs print. */
export function labelsLeft(trace: Trace): Label[] {
  const left: Label[] = [];
  const first = trace.boxes[0];
  let label: Label = { from: '', to: '', ...(first?.sent ?? {}), fromChange: null, toChange: null, stamps: [] };
  trace.boxes.forEach((box, i) => {
    if (i > 0) {
      label = labelAfter(label, rewritesBetween(trace, trace.boxes[i - 1]!.id, box.id));
      if (box.received) label = { ...label, ...box.received };
      const labels = labelsAt(box, label);
      label = labels[labels.length - 1]!;
    }
    left.push(label);
  });
  return left;
}
