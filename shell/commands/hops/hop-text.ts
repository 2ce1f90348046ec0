import type { TraceBoxView, TraceView } from './trace-view.ts';

/** Marks parts of the text for a terminal; plain elsewhere. */
export interface Style {
  strong(text: string): string;
  changed(text: string): string;
  faint(text: string): string;
  failed(text: string): string;
}

const paint = (code: string) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
export const COLOURS: Style = { strong: paint('1'), changed: paint('33'), faint: paint('2'), failed: paint('31') };
const same = (text: string) => text;
export const PLAIN: Style = { strong: same, changed: same, faint: same, failed: same };

/** The way of one request, box by box, and its counters. */
export function pathText(trace: TraceView, url: string, from: 'client' | 'lb', style: Style): string {
  const title = trace.request ? `${trace.request.method} ${trace.request.url}` : `GET ${url}`;
  const lines = [`${style.strong(title)} ${style.faint(`(${trace.durationMs} ms)`)}`, ''];
  const skipped =
    from === 'lb'
      ? Math.max(
          0,
          trace.boxes.findIndex(({ kind }) => kind === 'lb'),
        )
      : 0;
  trace.boxes.forEach((box, index) => {
    if (index >= skipped) lines.push(...boxLines(box, index - skipped, trace, index, style));
  });
  lines.push('', resultText(trace, style), summaryText(trace));
  return `${lines.join('\n')}\n`;
}

function boxLines(box: TraceBoxView, number: number, trace: TraceView, index: number, style: Style): string[] {
  const pad = '   ';
  const place = box.node && box.node !== box.name ? ` on ${box.node}` : '';
  const tunnel = index > 0 ? trace.legs[index - 1]?.tunnel : null;
  const lines: string[] = [];
  if (tunnel) lines.push(style.faint(`${pad}${pad}through the tunnel from ${tunnel.fromNode} to ${tunnel.toNode}`));
  const sign = number === 0 ? ' 0 ' : `${String(number).padStart(2)} `;
  lines.push(`${sign}${style.strong(box.name)}${place}${box.address ? style.faint(`  ${box.address}`) : ''}`);
  if (box.received) lines.push(`${pad}received  ${box.received.from} → ${box.received.to}`);
  for (const rewrite of box.rewrites) {
    const part = rewrite.part === 'to' ? 'destination' : 'source';
    lines.push(
      `${pad}rewrote   ${part} ${rewrite.before} → ${style.changed(rewrite.after)}  ${style.faint(rewrite.kind)}`,
    );
  }
  if (box.newConnection) lines.push(`${pad}opened    a new connection of its own`);
  if (box.decision) {
    const { rule, origin } = box.decision;
    lines.push(`${pad}by        ${rule}`);
    if (origin) lines.push(style.faint(`${pad}because   ${origin.field} of ${origin.object} is ${origin.value}`));
  }
  if (box.sent && index < trace.boxes.length - 1) lines.push(`${pad}sent      ${box.sent.from} → ${box.sent.to}`);
  return lines;
}

const ENDINGS: Readonly<Record<string, string>> = {
  refused: 'Refused',
  'timed-out': 'Timed out',
  unreachable: 'Unreachable',
  reset: 'Reset',
};

export function resultText({ result }: TraceView, style: Style): string {
  if ('by' in result) {
    const status = result.status === null ? 'Answered' : `Answered ${result.status}`;
    return `${status} by ${result.by}.`;
  }
  const why = result.rule ? `: ${result.rule}` : '';
  const field = result.origin ? ` (${result.origin.field} of ${result.origin.object})` : '';
  return style.failed(`${ENDINGS[result.kind] ?? result.kind} at ${result.at}${why}${field}.`);
}

export const counted = (count: number, word: string, plural = `${word}s`): string =>
  `${count} ${count === 1 ? word : plural}`;

/** `3 hops from lb-red, 4 from you · 2 connections · 3 rewrites · 1 node crossing` */
export function summaryText(trace: TraceView): string {
  const { counters } = trace;
  return [
    hopsText(trace),
    counted(counters.connections, 'connection'),
    counted(counters.rewrites, 'rewrite'),
    counted(counters.nodeCrossings, 'node crossing'),
    counted(counters.extraLegs, 'extra leg'),
    counted(counters.networkHops, 'layer-3 hop'),
    counted(counters.responseHops, 'response hop'),
  ].join(' · ');
}

/** `3 hops from lb-red, 4 from you`, or only the second where no load balancer is on the way. */
export function hopsText({ counters, boxes }: TraceView): string {
  const balancer = boxes.find(({ kind }) => kind === 'lb');
  if (counters.hopsFromLoadBalancer === null || !balancer) return `${counted(counters.hopsFromClient, 'hop')} from you`;
  return `${counted(counters.hopsFromLoadBalancer, 'hop')} from ${balancer.name}, ${counters.hopsFromClient} from you`;
}

/** Many requests: how often each count of hops came, who answered, what failed. */
export function manyText(traces: readonly TraceView[], style: Style): string {
  const answered = traces.filter(({ result }) => 'by' in result);
  const failed = traces.filter(({ result }) => !('by' in result));
  const lines = [
    `${style.strong(counted(traces.length, 'request'))}: ${answered.length} answered, ${failed.length} failed`,
  ];
  lines.push(...share('hops', answered, hopsText, traces.length));
  const extra = traces.filter(({ counters }) => counters.extraLegs > 0).length;
  lines.push(`extra leg after the NodePort: ${extra} of ${traces.length} (${percent(extra, traces.length)})`);
  lines.push(...share('answered by', answered, ({ result }) => ('by' in result ? result.by : ''), traces.length));
  lines.push(
    ...share('failed', failed, (trace) => resultText(trace, PLAIN), traces.length).map((line) => style.failed(line)),
  );
  return `${lines.join('\n')}\n`;
}

function share(
  title: string,
  traces: readonly TraceView[],
  key: (trace: TraceView) => string,
  total: number,
): string[] {
  const counts = new Map<string, number>();
  for (const trace of traces) counts.set(key(trace), (counts.get(key(trace)) ?? 0) + 1);
  if (counts.size === 0) return [];
  const rows = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return [
    `${title}:`,
    ...rows.map(([name, count]) => `  ${String(count).padStart(4)} ${percent(count, total).padStart(5)}  ${name}`),
  ];
}

export const percent = (part: number, whole: number): string => `${Math.round((part * 100) / Math.max(1, whole))} %`;
