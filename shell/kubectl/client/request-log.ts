import type http from 'node:http';
import { klogLine } from '../klog.ts';
import type { Session } from '../session.ts';

/** What -v=6 and more tell of every request (client-go's transport.debuggingRoundTripper). */
export class RequestLog {
  readonly #session: Session;
  readonly #level: number;

  constructor(session: Session, level: number) {
    this.#session = session;
    this.#level = level;
  }

  /** Before anything is sent; `body` is null where there is none. */
  request(verb: string, url: string, headers: Readonly<Record<string, string | string[]>>, body: Buffer | null): void {
    if (this.#level >= 8)
      this.#say('helper.go:105', `"Request Body" body=${klogText(this.#cut(body?.toString() ?? ''))}`);
    if (this.#level < 7) return;
    const shown = Object.entries(headers)
      .filter(([name]) => !['Host', 'Content-Length'].includes(name))
      .map(([name, value]): [string, string] => [
        name,
        name === 'Authorization' ? masked(String(value)) : String(value),
      ]);
    this.#say('round_trippers.go:527', `"Request" verb="${verb}" url="${url}" headers=${headerText(shown)}`);
  }

  /** The answer's head, so many milliseconds after the request. */
  response(verb: string, url: string, response: http.IncomingMessage, milliseconds: number): void {
    const status = `status="${response.statusCode} ${response.statusMessage}"`;
    const of = this.#level >= 7 ? '' : `verb="${verb}" url="${url}" `;
    const headers = this.#level >= 8 ? ` headers=${headerText(headersOf(response))}` : '';
    this.#say('round_trippers.go:632', `"Response" ${of}${status}${headers} milliseconds=${Math.round(milliseconds)}`);
  }

  /** The whole answer. */
  body(text: string): void {
    if (this.#level >= 8) this.#say('helper.go:105', `"Response Body" body=${klogText(this.#cut(text))}`);
  }

  #cut(text: string): string {
    const limit = this.#level >= 10 ? Number.POSITIVE_INFINITY : this.#level === 9 ? 10_240 : 1024;
    return text.length <= limit ? text : `${text.slice(0, limit)} [truncated ${text.length - limit} chars]`;
  }

  #say(source: string, text: string): void {
    this.#session.aside(klogLine(this.#session, 'I', source, text));
  }
}

/** client-go's feature gates as they stand by default, which -v tells of when the first client is made. */
const GATES: readonly (readonly [string, boolean])[] = [
  ['ClientsAllowCBOR', false],
  ['ClientsPreferCBOR', false],
  ['InOrderInformers', true],
  ['InformerResourceVersion', false],
  ['WatchListClient', false],
];

/** The log of a run with `-v`, or null without; tells first what kubectl tells before any request. */
export function requestLogOf(session: Session, kubeconfig: string | null): RequestLog | null {
  const level = session.flags.integer('v');
  if (level < 1) return null;
  const say = (source: string, text: string) => session.aside(klogLine(session, 'I', source, text));
  if (level >= 6 && kubeconfig !== null) say('loader.go:402', `Config loaded from file:  ${kubeconfig}`);
  for (const [gate, enabled] of GATES)
    say('envvar.go:172', `"Feature gate default state" feature="${gate}" enabled=${enabled}`);
  return level >= 6 ? new RequestLog(session, level) : null;
}

const masked = (value: string): string => value.replace(/^(\S+) .*$/, '$1 <masked>');

function headersOf(response: http.IncomingMessage): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < response.rawHeaders.length; at += 2)
    pairs.push([response.rawHeaders[at]!, response.rawHeaders[at + 1]!]);
  return pairs;
}

function headerText(headers: readonly (readonly [string, string])[]): string {
  const lines = [...headers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `\t${name}: ${value}\n`);
  return `<\n${lines.join('')} >`;
}

/** A value of klog: quoted, or in lines of its own where it has several. */
function klogText(text: string): string {
  if (!text.includes('\n')) return JSON.stringify(text);
  return `<\n${text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `\t${line}\n`)
    .join('')} >`;
}
