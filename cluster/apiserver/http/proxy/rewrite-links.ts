/** Attributes that hold URLs, by element (the HTML standard's list, as apimachinery/pkg/util/proxy/transport.go has it). */
const URL_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  applet: ['codebase'],
  area: ['href'],
  audio: ['src'],
  base: ['href'],
  blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'],
  command: ['icon'],
  del: ['cite'],
  embed: ['src'],
  form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'],
  html: ['manifest'],
  iframe: ['longdesc', 'src'],
  img: ['longdesc', 'src', 'usemap'],
  input: ['src', 'usemap', 'formaction'],
  ins: ['cite'],
  link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'],
  script: ['src'],
  source: ['src'],
  video: ['poster', 'src'],
};

const TAG = /<([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)(\s*\/?>)/g;
const ATTRIBUTE = /(\s+)([^\s=>"'/]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)/g;

export interface RewriteOptions {
  /** What stands before the backend's paths. */
  readonly prefix: string;
  /** Hosts that are the backend itself: its address, and the host that the client asked for. */
  readonly hosts: readonly string[];
}

/** A URL of the backend as the API server's clients reach it; other URLs as they are. */
export function rewriteUrl(url: string, { prefix, hosts }: RewriteOptions): string {
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(.*)$/s.exec(url);
  if (!match) return url;
  const [, , host = '', path = '', rest = ''] = match;
  if ((host !== '' && !hosts.includes(host)) || !path.startsWith('/')) return url;
  return path.startsWith(prefix) ? `${path}${rest}` : `${prefix}${path}${rest}`;
}

/** The same for all links of a page. */
export function rewriteHtml(html: string, options: RewriteOptions): string {
  return html.replace(TAG, (tag, name: string, attributes: string, end: string) => {
    const known = URL_ATTRIBUTES[name.toLowerCase()];
    if (!known || attributes === '') return tag;
    const rewritten = attributes.replace(ATTRIBUTE, (whole, space: string, attribute: string, quoted: string) => {
      if (!known.includes(attribute.toLowerCase())) return whole;
      const value = /^["']/.test(quoted) ? quoted.slice(1, -1) : quoted;
      return `${space}${attribute}="${rewriteUrl(value, options)}"`;
    });
    return `<${name}${rewritten}${end}`;
  });
}
