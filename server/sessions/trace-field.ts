import type { Trace } from '../schemas/trace.ts';

/** The value at a dotted path (`boxes.-1.peer`), `result` or `answeredBy`, as text; null when there is none. */
export function traceField(trace: Trace, path: string): string | null {
  if (path === 'result') {
    return trace.result.kind === 'answered' ? String(trace.result.status ?? 'answered') : trace.result.kind;
  }
  if (path === 'answeredBy') return trace.result.kind === 'answered' ? trace.result.by : null;
  let current: unknown = trace;
  for (const part of path.split('.')) {
    if (Array.isArray(current)) current = elementAt(current, part);
    else if (typeof current === 'object' && current !== null) current = Reflect.get(current, part);
    else return null;
  }
  if (current === undefined || current === null) return null;
  return typeof current === 'object' ? JSON.stringify(current) : String(current);
}

/** By place (`-1`), `length`, or the first box of a kind (`boxes.lb.address`). */
function elementAt(list: readonly unknown[], part: string): unknown {
  if (/^-?\d+$/.test(part)) return list.at(Number(part));
  if (part === 'length') return list.length;
  return list.find((each) => typeof each === 'object' && each !== null && Reflect.get(each, 'kind') === part);
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
