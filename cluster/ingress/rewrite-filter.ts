import type { RouteFilter } from '../proxy/route-filter.ts';
import type { Annotations } from './annotations.ts';
import { compileExpression, expandVariables } from './nginx-expression.ts';

/**
 * `rewrite-target`: nginx's `rewrite "(?i)PATH" TARGET break`. The whole path becomes the target, whatever followed the match:
 * without capture groups in the path, every request goes to the same place.
 */
export function rewriteFilter(annotations: Annotations, path: string): RouteFilter | undefined {
  const target = annotations.text('rewrite-target');
  if (target === undefined || target === path) return undefined;
  const expression = compileExpression(path, true);
  if (!expression) return undefined;
  return (request) => {
    const matcher = expression.matcher(request.path);
    if (!matcher.find()) return undefined;
    const groups: string[] = [];
    for (let group = 0; group <= matcher.groupCount(); group++) groups.push(matcher.group(group) ?? '');
    const rewritten = expandVariables(target, request, groups);
    const [newPath = '', ...rest] = rewritten.split('?');
    // Arguments of the target come first; a question mark at its end drops the request's own.
    const own = rewritten.endsWith('?') ? '' : request.query.slice(1);
    const query = [rest.join('?').replace(/\?$/, ''), own].filter((part) => part !== '').join('&');
    const encoded = encodeURI(newPath || '/');
    request.upstreamTarget = `${encoded.startsWith('/') ? encoded : `/${encoded}`}${query ? `?${query}` : ''}`;
    return undefined;
  };
}
