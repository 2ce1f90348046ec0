import type { Process } from '../../../cluster/machinery/machine.ts';
import { CloudApiError, callCloud } from '../cloud-api.ts';
import { COLOURS, manyText, PLAIN, pathText, type Style } from './hop-text.ts';
import { type HopsOptions, readArguments, USAGE } from './options.ts';
import { pathsText } from './paths-text.ts';
import { responseText } from './response-text.ts';
import { timelineText } from './timeline-text.ts';
import { parsePrediction, parseTimeline, parseTraces } from './trace-view.ts';
import { whyText } from './why-text.ts';

/** Requests asked for at once, so that Ctrl-C and progress are never far. */
const BATCH = 50;

interface Answer {
  readonly json: unknown;
  readonly text: (style: Style) => string;
  readonly status: number;
}

/** Sends requests and tells which boxes each passed, from the cloud's trace API. */
export async function hops(process: Process): Promise<number> {
  const options = readArguments(process.args.slice(1));
  if (typeof options === 'string') {
    const stream = options ? process.stderr : process.stdout;
    await stream.write(Buffer.from(options ? `hops: ${options}\nTry 'hops --help' for more information.\n` : USAGE));
    return options ? 2 : 0;
  }
  try {
    const { json, text, status } = await answer(process, options);
    const style = process.stdoutIsTerminal ? COLOURS : PLAIN;
    const output = options.json ? `${JSON.stringify(json, null, 2)}\n` : text(style);
    await process.stdout.write(Buffer.from(output));
    return status;
  } catch (error) {
    if (process.signal.aborted) return 130;
    if (!(error instanceof CloudApiError)) throw error;
    await process.stderr.write(Buffer.from(`hops: ${error.message}\n`));
    return 1;
  }
}

async function answer(process: Process, options: HopsOptions): Promise<Answer> {
  const { what, url, from } = options;
  if (what === 'timeline') {
    const json = await callCloud(process, 'GET', `/v1/timeline${options.object ? `/${options.object}` : ''}`);
    return { json, status: 0, text: (style) => timelineText(parseTimeline(json), style) };
  }
  if (what === 'all') {
    const json = await callCloud(process, 'POST', '/v1/predictions', { url, ...(from && { from }) });
    return { json, status: 0, text: (style) => pathsText(parsePrediction(json), url, style) };
  }
  const raw = await ask(process, options);
  const traces = parseTraces({ traces: raw });
  const [first] = traces;
  const text = (style: Style) => {
    if (traces.length !== 1 || !first) return manyText(traces, style);
    if (what === 'why') return whyText(first, style);
    const path = pathText(first, url, options.start, style);
    const why = first.why ? `\n${whyText(first, style).split('\n').slice(2).join('\n')}` : '';
    return `${path}${why}${options.back ? `\n${responseText(first, style)}` : ''}`;
  };
  return { json: { traces: raw }, status: traces.every(({ result }) => 'by' in result) ? 0 : 1, text };
}

async function ask(process: Process, { url, count, timeoutMs, from }: HopsOptions): Promise<unknown[]> {
  const traces: unknown[] = [];
  while (traces.length < count) {
    const answered = await callCloud(process, 'POST', '/v1/traces', {
      url,
      count: Math.min(BATCH, count - traces.length),
      ...(timeoutMs !== null && { timeoutMs }),
      ...(from !== undefined && { from }),
    });
    const part = typeof answered === 'object' && answered !== null && 'traces' in answered ? answered.traces : null;
    if (!Array.isArray(part) || part.length === 0) throw new CloudApiError("The trace API's answer has no traces.");
    traces.push(...part);
  }
  return traces;
}
