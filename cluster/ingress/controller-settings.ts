import { NGINX_DEFAULTS, type NginxSettings } from '../proxy/nginx-dialect.ts';
import type { RetryPolicy } from '../proxy/proxy-configuration.ts';

/** What the controller's ConfigMap says; unknown and unreadable keys keep their defaults. */
export interface ControllerSettings extends NginxSettings {
  readonly useProxyProtocol: boolean;
  readonly useHttp2: boolean;
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  readonly httpRedirectCode: number;
  readonly hsts: string | undefined;
  readonly bodyBytes: number;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly retries: RetryPolicy;
  readonly limitStatus: number;
  readonly limitConnectionStatus: number;
  readonly allowRanges: readonly string[];
  readonly denyRanges: readonly string[];
  readonly accessLog: boolean;
  readonly accessLogForDefaultBackend: boolean;
}

const REDIRECT_CODES = new Set([301, 302, 307, 308]);

type Data = { readonly data?: Readonly<Record<string, string>> };

export function readSettings(
  configMap: Data | undefined,
  referenced: (key: string) => Data | undefined,
): ControllerSettings {
  const data = configMap?.data ?? {};
  const flag = (name: string, fallback: boolean) => (data[name] === undefined ? fallback : data[name] === 'true');
  const whole = (name: string, fallback: number) =>
    /^\d{1,9}$/.test(data[name] ?? '') ? Number(data[name]) : fallback;
  const list = (name: string) => (data[name] ?? '').split(',').flatMap((part) => part.trim() || []);
  const redirect = whole('http-redirect-code', 308);
  const headers = (name: string) => Object.entries(referenced(data[name] ?? '')?.data ?? {});
  return {
    ...NGINX_DEFAULTS,
    useForwardedHeaders: flag('use-forwarded-headers', false),
    computeFullForwardedFor: flag('compute-full-forwarded-for', false),
    forwardedForHeader: data['forwarded-for-header'] ?? NGINX_DEFAULTS.forwardedForHeader,
    underscoresInHeaders: flag('enable-underscores-in-headers', false),
    setHeaders: headers('proxy-set-headers'),
    addHeaders: headers('add-headers'),
    useProxyProtocol: flag('use-proxy-protocol', false),
    useHttp2: flag('use-http2', true),
    sslRedirect: flag('ssl-redirect', true),
    forceSslRedirect: flag('force-ssl-redirect', false),
    httpRedirectCode: REDIRECT_CODES.has(redirect) ? redirect : 308,
    hsts: flag('hsts', true) ? hstsOf(data) : undefined,
    bodyBytes: parseSize(data['proxy-body-size']) ?? 1_048_576,
    connectTimeoutMs: whole('proxy-connect-timeout', 5) * 1000,
    readTimeoutMs: whole('proxy-read-timeout', 60) * 1000,
    retries: parseRetries(data['proxy-next-upstream'] ?? 'error timeout', whole('proxy-next-upstream-tries', 3)),
    limitStatus: whole('limit-req-status-code', 503),
    limitConnectionStatus: whole('limit-conn-status-code', 503),
    allowRanges: [...list('whitelist-source-range'), ...list('allowlist-source-range')],
    denyRanges: list('denylist-source-range'),
    accessLog: !flag('disable-access-log', false),
    accessLogForDefaultBackend: flag('enable-access-log-for-default-backend', false),
  };
}

function hstsOf(data: Readonly<Record<string, string>>): string {
  const age = data['hsts-max-age'] ?? '31536000';
  const subdomains = data['hsts-include-subdomains'] === 'false' ? '' : '; includeSubDomains';
  return `max-age=${age}${subdomains}${data['hsts-preload'] === 'true' ? '; preload' : ''}`;
}

/** nginx's sizes: `8m`, `512k`, bytes; `0` is no limit. */
export function parseSize(text: string | undefined): number | undefined {
  const match = /^(\d{1,9})([kKmMgG]?)$/.exec(text?.trim() ?? '');
  if (!match) return undefined;
  const factor = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]?.toLowerCase() ?? ''] ?? 1;
  return Number(match[1]) * factor;
}

/** `error timeout http_502 non_idempotent` */
export function parseRetries(text: string, tries: number): RetryPolicy {
  const words = text.split(/\s+/);
  const off = words.includes('off');
  return {
    // 0 is no limit to nginx; a request here is tried at most this often.
    tries: off ? 1 : tries === 0 ? 10 : Math.min(tries, 10),
    onError: words.includes('error'),
    onTimeout: words.includes('timeout'),
    statuses: words.flatMap((word) => /^http_(\d{3})$/.exec(word)?.[1] ?? []).map(Number),
    nonIdempotent: words.includes('non_idempotent'),
  };
}
