import type { PathMatch } from '../proxy/proxy-configuration.ts';
import { Annotations } from './annotations.ts';
import type { Location } from './ingress-servers.ts';
import { compileExpression } from './nginx-expression.ts';

/** A location as nginx has it. */
export interface NginxLocation {
  readonly match: PathMatch;
  readonly location: Location;
}

/**
 * What the template makes of a server's locations: as soon as one of them has a regular expression or a rewrite, all of the
 * host are case-insensitive expressions; otherwise a prefix is `/path/` and, exactly, `/path`.
 */
export function nginxLocations(locations: readonly Location[]): NginxLocation[] {
  const asExpressions = locations.some(usesExpression);
  const exact = new Set(locations.filter(({ type }) => type === 'Exact').map(({ path }) => path));
  const result: NginxLocation[] = [];
  const add = (type: 'exact' | 'string-prefix', value: string, location: Location) =>
    result.push({ match: asExpressions ? expression(`^${value}`) : { type, value }, location });
  for (const location of locations) {
    const { path, type } = location;
    if (type === 'Exact') add('exact', path, location);
    else if (path === '/' || usesExpression(location)) add('string-prefix', path, location);
    else {
      add('string-prefix', path.endsWith('/') ? path : `${path}/`, location);
      if (!exact.has(path)) add('exact', path, location);
    }
  }
  return result;
}

function usesExpression({ ingress, path }: Location): boolean {
  if (!ingress) return false;
  const annotations = new Annotations(ingress);
  const target = annotations.text('rewrite-target');
  return annotations.flag('use-regex') || (target !== undefined && target !== path);
}

function expression(source: string): PathMatch {
  const compiled = compileExpression(source, true);
  return { type: 'regex', value: source, test: (path) => compiled?.matcher(path).find() ?? false };
}
