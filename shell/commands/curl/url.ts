import { CurlError } from './errors.ts';

/** A URL as typed: http where no scheme stands. Throws CurlError 1 and 3. */
export function parseUrl(text: string, values: ReadonlyMap<string, string>): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const used = scheme ?? values.get('proto-default') ?? 'http';
  if ((used !== 'http' && used !== 'https') || !allowed(used, values.get('proto'))) {
    throw new CurlError(1, `Protocol "${used}" not supported or disabled in libcurl`);
  }
  const malformed = new CurlError(3, 'URL using bad/illegal format or missing URL');
  if (/\s/.test(text) || text === '') throw malformed;
  try {
    return new URL(scheme ? text : `${used}://${text}`);
  } catch {
    throw malformed;
  }
}

/** --proto: `=http,https` alone, `+x` and `-x` added and taken away. */
function allowed(scheme: string, list: string | undefined): boolean {
  let result = true;
  for (const [index, entry] of (list ?? '').split(',').filter(Boolean).entries()) {
    const sign = /^[-+=]/.exec(entry)?.[0] ?? '';
    const names = entry.slice(sign.length).toLowerCase();
    const means = names === scheme || names === 'all';
    if (index === 0 && sign === '=') result = means;
    else if (means) result = sign !== '-';
  }
  return result;
}

/** Path and query of a URL as typed, dots and all (--path-as-is). */
export function typedPath(text: string): string {
  const path = text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^/?#]*/, '')
    .replace(/#.*/, '');
  return path.startsWith('/') ? path : `/${path}`;
}
