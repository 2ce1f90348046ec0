import { counted, type Style } from './hop-text.ts';
import type { PredictionView, TraceView } from './trace-view.ts';

/** Every way that a request may take, the most probable first, and what they come to together. */
export function pathsText({ paths, notFollowed }: PredictionView, url: string, style: Style): string {
  const lines = [
    `${style.strong(`All ways of GET ${url}`)} ${style.faint('(predicted from the rules, nothing sent)')}`,
    '',
  ];
  for (const { probability, trace, sourceSeen } of paths) {
    const names = trace.boxes.map(({ name }) => name).join(' → ');
    const { hopsFromClient, hopsFromLoadBalancer, extraLegs } = trace.counters;
    const hops = hopsFromLoadBalancer ?? hopsFromClient;
    const extra = extraLegs > 0 ? `, ${counted(extraLegs, 'extra leg')}` : '';
    const seen = sourceSeen ? `, sees ${sourceSeen}` : '';
    lines.push(`${share(probability).padStart(7)}  ${names}`);
    lines.push(style.faint(`         ${counted(hops, 'hop')}${extra}${seen}${endOf(trace)}`));
  }
  lines.push('', ...totals(paths));
  if (notFollowed > 0) lines.push(`${share(notFollowed)} of the ways are too many to follow`);
  return `${lines.join('\n')}\n`;
}

function endOf({ result, why }: TraceView): string {
  if ('by' in result) return result.status === null || result.status === 200 ? '' : `, answers ${result.status}`;
  return `, ✕ ${result.kind}${why ? `: ${why.text}` : ''}`;
}

function totals(paths: PredictionView['paths']): string[] {
  const sum = (wanted: (trace: TraceView) => boolean) =>
    paths.reduce((total, { probability, trace }) => (wanted(trace) ? total + probability : total), 0);
  const ends = new Map<string, number>();
  for (const { probability, trace } of paths) {
    const end = 'by' in trace.result ? (trace.boxes.at(-1)?.name ?? '') : trace.result.kind;
    ends.set(end, (ends.get(end) ?? 0) + probability);
  }
  return [
    `extra leg after the NodePort: ${share(sum(({ counters }) => counters.extraLegs > 0))}`,
    'ends at:',
    ...[...ends]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([name, part]) => `${share(part).padStart(9)}  ${name}`),
  ];
}

/** `33.3 %`, and whole numbers without a fraction. */
function share(probability: number): string {
  const percent = Math.round(probability * 1000) / 10;
  return `${percent} %`;
}
