import type { Trace } from '../../../server/schemas/trace.ts';

export type CountStart = 'client' | 'lb';

/** Index of the box where counting begins: the load balancer, or the client when the request met none. */
export function startIndex(trace: Trace, start: CountStart): number {
  if (start === 'client') return 0;
  const i = trace.boxes.findIndex((box) => box.kind === 'lb');
  return Math.max(0, i);
}

/** The number on arrow `leg`: 0 before the count begins. */
export const hopNumber = (trace: Trace, leg: number, start: CountStart): number =>
  Math.max(0, leg - startIndex(trace, start) + 1);

/** The count that belongs to the start; counted at the source, not from what was drawn. */
export function hopCount(trace: Trace, start: CountStart): number {
  return start === 'lb'
    ? (trace.counters.hopsFromLoadBalancer ?? trace.counters.hopsFromClient)
    : trace.counters.hopsFromClient;
}

export function startName(trace: Trace, start: CountStart): string {
  const box = trace.boxes[startIndex(trace, start)];
  return !box || box.kind === 'client' ? 'you' : box.name;
}
