/** One line of a server block: a plugin with its arguments and, in braces, its own lines. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly (readonly string[])[];
}

export interface ServerBlock {
  /** With the dot at the end; `.` for everything. */
  readonly zones: readonly string[];
  readonly port: number;
  readonly directives: readonly Directive[];
}

export class CorefileError extends Error {}

interface Token {
  readonly text: string;
  readonly line: number;
}

const DEFAULT_PORT = 53;
const TOKENS_MAX = 10_000;

/** The plugins of a CoreDNS as it is built for Kubernetes (plugin.cfg), in the order in which they are asked. */
const PLUGINS = new Set(
  `root metadata geoip cancel tls quic timeouts multisocket reload nsid bufsize bind debug trace ready health pprof prometheus
  errors log dnstap local dns64 any chaos loadbalance tsig cache rewrite acl header dnssec autopath minimal template transfer
  hosts route53 azure clouddns k8s_external kubernetes file auto secondary etcd loop forward grpc erratic whoami on sign view`.split(
    /\s+/,
  ),
);

/** Reads a Corefile. Throws `CorefileError` with CoreDNS' words. */
export function parseCorefile(text: string, path: string): ServerBlock[] {
  const tokens = tokenize(text);
  const blocks: ServerBlock[] = [];
  let at = 0;
  const fail = (message: string, line: number): never => {
    throw new CorefileError(`${path}:${line} - Error during parsing: ${message}`);
  };
  while (at < tokens.length) {
    const keys: string[] = [];
    while (at < tokens.length && tokens[at]!.text !== '{') keys.push(tokens[at++]!.text.replace(/,$/, ''));
    const opening = tokens[at++];
    if (!opening) return fail("Expected '{'", tokens.at(-1)!.line);
    const directives: Directive[] = [];
    while (tokens[at]?.text !== '}') {
      const name = tokens[at++];
      if (!name) return fail("Unexpected EOF, expecting '}'", tokens.at(-1)!.line);
      if (!PLUGINS.has(name.text)) return fail(`Unknown directive '${name.text}'`, name.line);
      const args: string[] = [];
      while (tokens[at]?.line === name.line && !'{}'.includes(tokens[at]!.text)) args.push(tokens[at++]!.text);
      const block: string[][] = [];
      if (tokens[at]?.text === '{') at = readBlock(tokens, at + 1, block, fail);
      directives.push({ name: name.text, args, block });
    }
    at++;
    blocks.push(serverBlock(keys, directives));
  }
  return blocks;
}

/** The lines between braces, deeper braces taken as lines of their own. Returns where it goes on. */
function readBlock(
  tokens: readonly Token[],
  start: number,
  lines: string[][],
  fail: (message: string, line: number) => never,
): number {
  let depth = 1;
  let line = -1;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.text === '{') depth++;
    else if (token.text === '}' && --depth === 0) return at + 1;
    else if (token.line === line) lines.at(-1)!.push(token.text);
    else lines.push([token.text]);
    line = token.line;
  }
  return fail("Unexpected EOF, expecting '}'", tokens.at(-1)?.line ?? 1);
}

function serverBlock(keys: readonly string[], directives: readonly Directive[]): ServerBlock {
  let port = DEFAULT_PORT;
  const zones = keys.map((key) => {
    const match = /^(?:dns:\/\/)?([^:]*)(?::(\d+))?$/.exec(key);
    if (match?.[2]) port = Number(match[2]);
    const zone = (match?.[1] ?? key).toLowerCase();
    return zone === '' || zone === '.' ? '.' : `${zone.replace(/\.$/, '')}.`;
  });
  return { zones, port, directives };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  text.split('\n').forEach((content, index) => {
    for (const match of content.matchAll(/"((?:[^"\\]|\\.)*)"|#.*|(\S+)/g)) {
      if (match[0].startsWith('#')) continue;
      if (tokens.length >= TOKENS_MAX) throw new CorefileError('Corefile is too long');
      tokens.push({ text: match[1] === undefined ? match[0] : match[1].replaceAll('\\"', '"'), line: index + 1 });
    }
  });
  return tokens;
}
