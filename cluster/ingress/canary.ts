import type { ProxiedRequest } from '../proxy/proxied-request.ts';
import type { Annotations } from './annotations.ts';
import { compileExpression } from './nginx-expression.ts';

/** Which requests a canary takes. */
export type CanaryPolicy = (request: ProxiedRequest) => boolean;

/** Whether an Ingress is a canary of another one. */
export function isCanary(annotations: Annotations): boolean {
  return annotations.flag('canary');
}

/** Header before cookie before weight (route_to_alternative_balancer in ingress-nginx's balancer.lua). */
export function canaryPolicy(annotations: Annotations): CanaryPolicy {
  const header = annotations.text('canary-by-header');
  const value = annotations.text('canary-by-header-value');
  const pattern = value === undefined ? annotations.text('canary-by-header-pattern') : undefined;
  const expression = pattern === undefined ? undefined : compileExpression(pattern, false);
  const cookie = annotations.text('canary-by-cookie');
  const weight = annotations.whole('canary-weight') ?? 0;
  const total = Math.max(100, annotations.whole('canary-weight-total') ?? 100);
  return (request) => {
    const sent = header === undefined ? undefined : request.headers.get(header);
    if (sent !== undefined) {
      if (value !== undefined) {
        if (sent === value) return true;
      } else if (pattern !== undefined) {
        if (!expression) return false;
        if (expression.matcher(sent).find()) return true;
      } else if (sent === 'always') return true;
      else if (sent === 'never') return false;
    }
    const kept = cookie === undefined ? undefined : request.cookie(cookie);
    if (kept === 'always') return true;
    if (kept === 'never') return false;
    return request.random.integer(total) + 1 <= weight;
  };
}
