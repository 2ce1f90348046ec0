import { define, failure, type Library, noSuchOverload, textOf } from '../function.ts';
import { type CelValue, LiteralMap, OpaqueValue } from '../value.ts';

const TYPE = 'kubernetes.URL';

class Url extends OpaqueValue {
  readonly typeName = TYPE;
  readonly source: string;
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  constructor(source: string, [scheme, host, path, query]: readonly [string, string, string, string]) {
    super();
    this.source = source;
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Url && other.source === this.source;
  }
}

/** Go's url.ParseRequestURI: an absolute URI, or an absolute path; null for anything else. */
function parse(text: string): Url | null {
  if (/[\x00-\x20\x7f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text.split('?')[0] ?? '')) return null;
  const [beforeQuery = '', query = ''] = splitOnce(text, '?');
  if (beforeQuery.startsWith('/') && !beforeQuery.startsWith('//')) return new Url(text, ['', '', beforeQuery, query]);
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/.exec(beforeQuery);
  if (!found) return beforeQuery.startsWith('//') ? new Url(text, ['', '', beforeQuery, query]) : null;
  const [, scheme = '', rest = ''] = found;
  if (!rest.startsWith('//')) return new Url(text, [scheme.toLowerCase(), '', rest.startsWith('/') ? rest : '', query]);
  const authority = /^\/\/([^/]*)(.*)$/.exec(rest);
  const host = (authority?.[1] ?? '').replace(/^[^@]*@/, '');
  if (!/^(\[[0-9a-fA-F:.%]+\]|[^[\]:\\^`{|}<>"]*)(:\d*)?$/.test(host)) return null;
  return new Url(text, [scheme.toLowerCase(), host, authority?.[2] ?? '', query]);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function urlOf(value: CelValue | undefined): Url {
  if (!(value instanceof Url)) throw noSuchOverload();
  return value;
}

function queryOf({ query }: Url): LiteralMap {
  const found = new Map<string, CelValue[]>();
  for (const [key, value] of new URLSearchParams(query)) found.set(key, [...(found.get(key) ?? []), value]);
  return new LiteralMap(found);
}

const text = (read: (url: Url) => string) => define([`${TYPE}.() string`], ([a]) => read(urlOf(a)));

/** apiserver/pkg/cel/library/urls.go. */
export const urls: Library = {
  url: define([`(string) ${TYPE}`], ([a]) => {
    const found = parse(textOf(a));
    if (found) return found;
    throw failure(`URL parse error during conversion from string: parse ${JSON.stringify(a)}: invalid URI for request`);
  }),
  isURL: define(['(string) bool'], ([a]) => parse(textOf(a)) !== null),
  getScheme: text((url) => url.scheme),
  getHost: text((url) => url.host),
  getHostname: text((url) => url.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')),
  getPort: text((url) => /:(\d*)$/.exec(url.host)?.[1] ?? ''),
  getEscapedPath: text((url) => url.path),
  getQuery: define([`${TYPE}.() map(string, list(string))`], ([a]) => queryOf(urlOf(a))),
};
