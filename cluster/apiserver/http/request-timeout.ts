import { refusals } from '../errors.ts';

/** One number with a unit, as often as wanted: `1h30m`, `-1.5s` (time.ParseDuration). */
const DURATION = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

/**
 * `?timeout=` must be a duration. Every request is answered long before any that is allowed. Throws 400. Source:
 * apiserver/pkg/endpoints/filters/request_deadline.go.
 */
export function requireTimeout(query: URLSearchParams): void {
  const timeout = query.get('timeout') ?? '';
  if (timeout === '' || DURATION.test(timeout)) return;
  const problem = /^[-+]?[\d.]+$/.test(timeout) ? 'missing unit in duration' : 'invalid duration';
  const why = `time: ${problem} ${JSON.stringify(timeout)}`;
  throw refusals.badRequest(`invalid timeout specified in the request URL: ${why}`);
}
