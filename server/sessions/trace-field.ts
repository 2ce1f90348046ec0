import type { Trace } from '../schemas/trace.ts';

/** The value at a dotted path (`boxes.-1.peer`), `result` or `answeredBy`, as text; null when there is none. */
export function traceField(trace: Trace, path: string): string | null {
  if (path === 'result') {
    return trace.result.kind === 'answered' ? String(trace.result.status ?? 'answered') : trace.result.kind;
  }
  if (path === 'answeredBy') return trace.result.kind === 'answered' ? trace.result.by : null;
  let current: unknown = trace;
  for (const part of path.split('.')) {
    if (Array.isArray(current))
      current = /^-?\d+$/.test(part) ? current.at(Number(part)) : part === 'length' ? current.length : undefined;
    else if (typeof current === 'object' && current !== null) current = Reflect.get(current, part);
    else return null;
  }
  if (current === undefined || current === null) return null;
  return typeof current === 'object' ? JSON.stringify(current) : String(current);
}

/** Whether a learner's own request went to `url`, read or not. */
export function isRequestTo(trace: Trace, url: string): boolean {
  const wanted = new URL(url);
  if (trace.request) {
    try {
      return new URL(trace.request.url).href === wanted.href;
    } catch {
      return false;
    }
  }
  // No request was read: the connection never stood. Its first label tells where it was going.
  return trace.boxes[0]?.sent?.to === `${wanted.hostname}:${wanted.port || '80'}`;
}
