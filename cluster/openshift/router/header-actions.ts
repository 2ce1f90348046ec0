import type { RouteFilter } from '../../proxy/route-filter.ts';
import type { HeaderAction, Route } from '../route/route.ts';

const HSTS = 'haproxy.router.openshift.io/hsts_header';
const HSTS_FORM =
  /^(?:(?:includeSubDomains|preload)\s*;\s*){0,2}max-age\s*=\s*(?:\d+|"\d+")(?:\s*;\s*(?:includeSubDomains|preload)){0,2}$/i;

/** What a route changes of headers: Strict-Transport-Security by annotation, others by `spec.httpHeaders.actions`. */
export function headerActionFilter({ metadata, spec }: Route): RouteFilter[] {
  const hsts = metadata.annotations?.[HSTS];
  const { request: requests = [], response: responses = [] } = spec.httpHeaders?.actions ?? {};
  const secure = spec.tls?.termination === 'edge' || spec.tls?.termination === 'reencrypt';
  const strict = secure && hsts !== undefined && HSTS_FORM.test(hsts) ? hsts : undefined;
  if (strict === undefined && requests.length === 0 && responses.length === 0) return [];
  return [
    (request) => {
      for (const action of requests) apply(request.upstreamHeaders, action);
      request.onAnswer.push((headers) => {
        if (strict !== undefined) headers.set('strict-transport-security', strict);
        for (const action of responses) apply(headers, action);
      });
      return undefined;
    },
  ];
}

interface Headers {
  delete(name: string): void;
  append(name: string, value: string): void;
}

function apply(headers: Headers, { name, action }: HeaderAction): void {
  headers.delete(name);
  if (action.type === 'Set' && action.set) headers.append(name.toLowerCase(), action.set.value);
}
