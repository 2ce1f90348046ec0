import type { Route } from '../route/route.ts';

/** routeapihelpers.RouteLessThan: the older route first; of one second, the smaller uid. */
export function byAge(one: Route, other: Route): number {
  const [a, b] = [one.metadata, other.metadata];
  if (a.creationTimestamp !== b.creationTimestamp) return a.creationTimestamp < b.creationTimestamp ? -1 : 1;
  return a.uid < b.uid ? -1 : 1;
}
