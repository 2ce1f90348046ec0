import type { Process } from '../../../cluster/machinery/machine.ts';
import { CurlError } from './errors.ts';
import type { CurlOptions } from './options.ts';

/** The proxy that -x or the environment names for a URL, or null. HTTP proxies for HTTP alone. Throws CurlError. */
export function proxyFor(process: Process, options: CurlOptions, url: URL): { host: string; port: number } | null {
  const { environment } = process;
  const secure = url.protocol === 'https:';
  const fromEnvironment = secure
    ? (environment['https_proxy'] ?? environment['HTTPS_PROXY'])
    : environment['http_proxy'];
  const given = options.values.get('proxy') ?? fromEnvironment ?? environment['all_proxy'] ?? environment['ALL_PROXY'];
  if (
    !given ||
    exempt(url, options.values.get('noproxy') ?? environment['no_proxy'] ?? environment['NO_PROXY'] ?? '')
  ) {
    return null;
  }
  const [, scheme = 'http', host = '', port = '1080'] =
    /^(?:([a-z0-9]+):\/\/)?(?:[^@/]*@)?([^:/]+)(?::(\d+))?/i.exec(given) ?? [];
  if (host === '') throw new CurlError(5, `Unsupported proxy syntax in '${given}'`);
  if (scheme !== 'http') throw new CurlError(7, `Unsupported proxy scheme for '${given}'`);
  if (secure) throw new CurlError(56, 'CONNECT tunnel failed, response 501');
  return { host, port: Number(port) };
}

const exempt = ({ hostname }: URL, list: string): boolean =>
  list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((name) => name === '*' || name === hostname || hostname.endsWith(`.${name.replace(/^\./, '')}`));
