import type { Process } from '../../../cluster/machinery/machine.ts';
import { CloudApiError, callCloud } from '../cloud-api.ts';
import { COLOURS, manyText, PLAIN, pathText } from './hop-text.ts';
import { parseTraces } from './trace-view.ts';

const USAGE = 'Usage: hops URL [-n COUNT] [--from client|lb] [-m SECONDS] [-o json]\n';
const MAX_COUNT = 1000;
/** Requests asked for at once, so that Ctrl-C and progress are never far. */
const BATCH = 50;

interface HopsOptions {
  url: string;
  count: number;
  from: 'client' | 'lb';
  timeoutMs: number | null;
  json: boolean;
}

/** Sends requests and tells which boxes each passed, from the cloud's trace API. */
export async function hops(process: Process): Promise<number> {
  const options = readArguments(process.args.slice(1));
  if (typeof options === 'string') {
    await process.stderr.write(Buffer.from(options ? `hops: ${options}\n${USAGE}` : USAGE));
    return 2;
  }
  try {
    const raw = await ask(process, options);
    if (options.json) {
      await process.stdout.write(Buffer.from(`${JSON.stringify({ traces: raw }, null, 2)}\n`));
      return 0;
    }
    const traces = parseTraces({ traces: raw });
    const style = process.stdoutIsTerminal ? COLOURS : PLAIN;
    const [first] = traces;
    const text =
      traces.length === 1 && first ? pathText(first, options.url, options.from, style) : manyText(traces, style);
    await process.stdout.write(Buffer.from(text));
    return traces.every(({ result }) => 'by' in result) ? 0 : 1;
  } catch (error) {
    if (process.signal.aborted) return 130;
    if (!(error instanceof CloudApiError)) throw error;
    await process.stderr.write(Buffer.from(`hops: ${error.message}\n`));
    return 1;
  }
}

async function ask(process: Process, { url, count, timeoutMs }: HopsOptions): Promise<unknown[]> {
  const traces: unknown[] = [];
  while (traces.length < count) {
    const answer = await callCloud(process, 'POST', '/v1/traces', {
      url,
      count: Math.min(BATCH, count - traces.length),
      ...(timeoutMs !== null && { timeoutMs }),
    });
    const part = typeof answer === 'object' && answer !== null && 'traces' in answer ? answer.traces : null;
    if (!Array.isArray(part) || part.length === 0) throw new CloudApiError("The trace API's answer has no traces.");
    traces.push(...part);
  }
  return traces;
}

function readArguments(args: readonly string[]): HopsOptions | string {
  const options: HopsOptions = { url: '', count: 1, from: 'client', timeoutMs: null, json: false };
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    const [name, attached] = /^(--\w+)=(.*)$/.exec(argument)?.slice(1) ?? [argument];
    const value = () => attached ?? args[++at] ?? '';
    if (name === '-h' || name === '--help') return '';
    if (name === '-n' || name === '--count') options.count = Number(value());
    else if (name === '-m') options.timeoutMs = Number(value()) * 1000;
    else if (name === '--from') {
      const start = value();
      if (start !== 'client' && start !== 'lb') return `hops count from client or lb, not "${start}"`;
      options.from = start;
    } else if (name === '-o') {
      if (value() !== 'json') return 'the output is text or -o json';
      options.json = true;
    } else if (argument.startsWith('-')) return `unknown option ${argument}`;
    else if (options.url) return 'one URL at a time';
    else options.url = argument;
  }
  if (!options.url) return 'say which URL';
  if (!Number.isInteger(options.count) || options.count < 1 || options.count > MAX_COUNT)
    return `COUNT is 1 to ${MAX_COUNT}`;
  if (options.timeoutMs !== null && !(options.timeoutMs > 0)) return 'SECONDS is a number above 0';
  if (!/^[a-z]+:\/\//i.test(options.url)) options.url = `http://${options.url}`;
  return options;
}
