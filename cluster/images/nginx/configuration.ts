import type { FileSystem } from '../../machinery/file-system.ts';

/** What a `server` block of a configuration says, as far as it is acted on. */
export interface NginxServer {
  /** Absent: all of the machine's. */
  readonly address?: string;
  readonly port: number;
  readonly locations: readonly NginxLocation[];
}

export interface NginxLocation {
  /** The beginning of the paths it is for, or with `exact` the one path. */
  readonly path: string;
  readonly exact: boolean;
  readonly root: string;
  readonly index: readonly string[];
  readonly answer?: { readonly status: number; readonly text: string; readonly contentType: string };
}

/** A mistake in a configuration, as nginx tells it: `unknown directive "foo" in /etc/nginx/nginx.conf:3`. */
export class NginxConfigurationError extends Error {}

interface Directive {
  readonly name: string;
  readonly values: readonly string[];
  readonly block: readonly Directive[] | null;
}

const MAIN = '/etc/nginx/nginx.conf';
const MOST_INCLUDES = 100;

/** The servers of /etc/nginx/nginx.conf and what it includes. Throws `NginxConfigurationError`. */
export function readConfiguration(files: FileSystem): readonly NginxServer[] {
  const reader = new ConfigurationReader(files);
  const http = reader.read(MAIN).filter(({ name }) => name === 'http');
  return http.flatMap((context) =>
    (context.block ?? [])
      .filter(({ name }) => name === 'server')
      .flatMap((server) => serversOf(server, context.block ?? [])),
  );
}

class ConfigurationReader {
  readonly #files: FileSystem;
  #included = 0;

  constructor(files: FileSystem) {
    this.#files = files;
  }

  read(path: string): Directive[] {
    if (!this.#files.exists(path)) {
      throw new NginxConfigurationError(`open() "${path}" failed (2: No such file or directory)`);
    }
    this.#included += 1;
    if (this.#included > MOST_INCLUDES) throw new NginxConfigurationError(`too many includes in ${path}`);
    const text = Buffer.from(this.#files.read(path)).toString('utf8');
    return this.#block({ path, tokens: tokensOf(text), lines: text.split('\n').length }, 0).directives;
  }

  /** Directives from `at` until the block or the file ends. */
  #block(source: Source, depth: number, at = 0): { directives: Directive[]; next: number } {
    const { path, tokens, lines } = source;
    const directives: Directive[] = [];
    let words: string[] = [];
    for (let index = at; index < tokens.length; index++) {
      const { text, quoted, line } = tokens[index]!;
      if (quoted || !/^[;{}]$/.test(text)) {
        words.push(text);
        continue;
      }
      const [name, ...values] = words;
      words = [];
      if (text === '}') {
        if (depth === 0 || name !== undefined) throw new NginxConfigurationError(`unexpected "}" in ${path}:${line}`);
        return { directives, next: index };
      }
      if (name === undefined) throw new NginxConfigurationError(`unexpected "${text}" in ${path}:${line}`);
      if (text === ';') {
        directives.push(...(name === 'include' ? this.#include(values) : [{ name, values, block: null }]));
        continue;
      }
      const inner = this.#block(source, depth + 1, index + 1);
      directives.push({ name, values, block: inner.directives });
      index = inner.next;
    }
    if (words.length > 0) throw unexpectedEnd(path, lines, '";" or "}"');
    if (depth > 0) throw unexpectedEnd(path, lines, '"}"');
    return { directives, next: tokens.length };
  }

  #include([pattern = '']: readonly string[]): Directive[] {
    const path = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
    if (!path.includes('*')) return this.read(path);
    const folder = path.slice(0, path.lastIndexOf('/'));
    const [before = '', after = ''] = path.slice(folder.length + 1).split('*');
    if (!this.#files.exists(folder)) return [];
    return this.#files
      .list(folder)
      .filter((name) => !name.startsWith('.') && name.startsWith(before) && name.endsWith(after))
      .sort()
      .flatMap((name) => this.read(`${folder}/${name}`));
  }
}

/** A file of a configuration. */
interface Source {
  readonly path: string;
  readonly tokens: readonly Token[];
  readonly lines: number;
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
}

function unexpectedEnd(path: string, line: number, expected: string): NginxConfigurationError {
  return new NginxConfigurationError(`unexpected end of file, expecting ${expected} in ${path}:${line}`);
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [found, newline, quotes, apostrophes, mark, word] of text.matchAll(
    /(\n)|#[^\n]*|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([;{}])|((?:\$\{\w+\}|[^\s;{}"'#])(?:\$\{\w+\}|[^\s;{}])*)/g,
  )) {
    const quoted = quotes ?? apostrophes;
    if (quoted !== undefined) tokens.push({ text: unescaped(quoted), quoted: true, line });
    else if (mark ?? word) tokens.push({ text: mark ?? word ?? '', quoted: false, line });
    line += newline ? 1 : found.split('\n').length - 1;
  }
  return tokens;
}

function unescaped(text: string): string {
  const meanings: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return text.replace(/\\([ntr"'\\])/g, (_, letter: string) => meanings[letter] ?? letter);
}

/** One for each address that a `server` block listens at. */
function serversOf({ block }: Directive, http: readonly Directive[]): NginxServer[] {
  const directives = block ?? [];
  const around = [...http, ...directives];
  const listens = directives.filter(({ name }) => name === 'listen').map(({ values }) => values[0] ?? '80');
  const locations = directives
    .filter(({ name }) => name === 'location')
    .map((location) => locationOf(location, around));
  const own = locationOf({ name: 'location', values: ['/'], block: [] }, around);
  return (listens.length > 0 ? listens : ['80']).map((listen) => ({
    ...addressOf(listen),
    port: Number(listen.slice(listen.lastIndexOf(':') + 1)) || 80,
    locations: [...locations, own],
  }));
}

/** None for `8080`, `*:8080` and the like: all of the machine's. */
function addressOf(listen: string): { address?: string } {
  const [, address] = /^([\d.]+\.\d+|localhost)(?::|$)/.exec(listen) ?? [];
  if (address === undefined || address === '0.0.0.0') return {};
  return { address: address === 'localhost' ? '127.0.0.1' : address };
}

function locationOf({ values, block }: Directive, around: readonly Directive[]): NginxLocation {
  const all = [...around, ...(block ?? [])];
  const [status = '', text = ''] = last(all, 'return')?.values ?? [];
  const isStatus = /^\d{3}$/.test(status);
  return {
    path: values.at(-1) ?? '/',
    exact: values[0] === '=',
    root: last(all, 'root')?.values[0] ?? '/etc/nginx/html',
    index: last(all, 'index')?.values ?? ['index.html'],
    ...(status === ''
      ? {}
      : {
          answer: {
            status: isStatus ? Number(status) : 302,
            text: isStatus ? text : status,
            contentType: last(all, 'default_type')?.values[0] ?? 'text/plain',
          },
        }),
  };
}

function last(directives: readonly Directive[], name: string): Directive | undefined {
  return directives.findLast((directive) => directive.name === name);
}
