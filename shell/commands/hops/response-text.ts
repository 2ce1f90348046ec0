import type { Style } from './hop-text.ts';
import type { TraceView } from './trace-view.ts';

const PAD = '   ';

/** The answer's way back, box by box, with what connection tracking undoes there. */
export function responseText(trace: TraceView, style: Style): string {
  if (trace.response.length === 0) return `${style.failed('No answer came back.')}\n`;
  const boxes = new Map(trace.boxes.map((box) => [box.id, box]));
  const lines = [style.strong('And back:'), ''];
  trace.response.forEach((step, index) => {
    const box = boxes.get(step.box);
    const place = box?.node && box.node !== box.name ? ` on ${box.node}` : '';
    lines.push(`${index === 0 ? ' 0 ' : `${'↩'.padStart(2)}${index}`} ${style.strong(box?.name ?? step.box)}${place}`);
    if (step.received) lines.push(`${PAD}received  ${step.received.from} → ${step.received.to}`);
    for (const { kind, part, before, after } of step.undone) {
      lines.push(style.changed(`${PAD}undo ${kind.toLowerCase().padEnd(11)} ${part} ${before} → ${after}`));
    }
    const original = box?.received;
    const isTracked = step.undone.length > 0 && original && box.sent;
    if (isTracked) lines.push(style.faint(`${PAD}because   conntrack ${tuple(original)} ${reversed(box.sent)}`));
    if (step.sent) lines.push(`${PAD}sent      ${step.sent.from} → ${step.sent.to}`);
    for (const { kind, part, before, after } of step.way) {
      lines.push(style.faint(`${PAD}${PAD}undo ${kind.toLowerCase()} on the way: ${part} ${before} → ${after}`));
    }
  });
  return `${lines.join('\n')}\n`;
}

interface Label {
  readonly from: string;
  readonly to: string;
}

/** As `conntrack -L` writes a direction. */
function tuple({ from, to }: Label): string {
  const [source, sport] = split(from);
  const [destination, dport] = split(to);
  return `src=${source} dst=${destination} sport=${sport} dport=${dport}`;
}

function reversed(label: Label | null): string {
  return label ? tuple({ from: label.to, to: label.from }) : '';
}

function split(endpoint: string): [string, string] {
  const at = endpoint.lastIndexOf(':');
  return [endpoint.slice(0, at), endpoint.slice(at + 1)];
}
