import { refusals } from '../errors.ts';
import { parseRequestInfo } from '../request-info.ts';

const LEGACY = /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)\/(watch|proxy)(\/.*)?$/;

/** A path of the old form that names nothing; `message` is what the server says of it as plain text. */
export interface Unnamed {
  readonly message: string;
}

/**
 * `/api/v1/watch/namespaces/NAMESPACE/pods/NAME`, the old form of a watch, as the new one: a list with `watch=1`, of one
 * object by a field selector. Null for every other path. Throws 404 and 405. Source: apiserver/pkg/endpoints/installer.go
 * (WATCH, WATCHLIST), request/requestinfo.go.
 */
export function modernWatch(method: string, url: URL): URL | Unnamed | null {
  const [, root = '', verb, rest = ''] = LEGACY.exec(url.pathname) ?? [];
  if (verb === undefined) return null;
  if (rest === '') return { message: unnamed(url.pathname) };
  if (verb === 'proxy') return null;
  const info = parseRequestInfo(root + rest);
  if (info?.subresource !== '') throw refusals.noSuchPath();
  if (method !== 'GET') throw refusals.methodNotAllowed();
  const modern = new URL(url);
  modern.pathname = info.name === '' ? root + rest : (root + rest).replace(/\/[^/]+\/?$/, '');
  modern.searchParams.set('watch', '1');
  if (info.name !== '') modern.searchParams.set('fieldSelector', `metadata.name=${info.name}`);
  return modern;
}

function unnamed(path: string): string {
  const why = `unable to determine kind and namespace from url, ${path}`;
  return `Internal Server Error: ${JSON.stringify(path)}: failed to create RequestInfo: ${why}\n`;
}
