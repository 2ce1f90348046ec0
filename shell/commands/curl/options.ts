import { UsageError } from './errors.ts';

/** curl's command line, as far as it is about HTTP. */
export interface CurlOptions {
  urls: string[];
  /** -o and -O in their order, one for each URL; '' stands for the URL's own file name. */
  outputs: string[];
  method: string | null;
  headers: string[];
  data: { kind: 'ascii' | 'raw' | 'binary' | 'urlencode' | 'json'; text: string }[];
  values: Map<string, string>;
  switches: Set<string>;
  resolve: string[];
  connectTo: string[];
}

interface OptionDefinition {
  readonly name: string;
  readonly short?: string;
  readonly takes: 'value' | 'nothing';
}

const value = (name: string, short?: string): OptionDefinition => ({ name, takes: 'value', ...(short && { short }) });
const flag = (name: string, short?: string): OptionDefinition => ({ name, takes: 'nothing', ...(short && { short }) });

const OPTIONS: readonly OptionDefinition[] = [
  value('request', 'X'),
  value('header', 'H'),
  value('data', 'd'),
  value('data-ascii'),
  value('data-raw'),
  value('data-binary'),
  value('data-urlencode'),
  value('json'),
  value('user-agent', 'A'),
  value('referer', 'e'),
  value('cookie', 'b'),
  value('output', 'o'),
  value('write-out', 'w'),
  value('max-time', 'm'),
  value('connect-timeout'),
  value('resolve'),
  value('connect-to'),
  value('user', 'u'),
  value('oauth2-bearer'),
  value('max-redirs'),
  value('retry'),
  value('retry-delay'),
  value('retry-max-time'),
  value('cacert'),
  value('cert', 'E'),
  value('key'),
  value('dump-header', 'D'),
  value('interface'),
  value('local-port'),
  value('range', 'r'),
  value('url'),
  value('proxy', 'x'),
  value('keepalive-time'),
  value('limit-rate'),
  value('noproxy'),
  value('dns-servers'),
  value('haproxy-clientip'),
  flag('verbose', 'v'),
  flag('silent', 's'),
  flag('show-error', 'S'),
  flag('include', 'i'),
  flag('head', 'I'),
  flag('get', 'G'),
  flag('remote-name', 'O'),
  flag('remote-name-all'),
  flag('location', 'L'),
  flag('location-trusted'),
  flag('insecure', 'k'),
  flag('fail', 'f'),
  flag('fail-with-body'),
  flag('fail-early'),
  flag('no-buffer', 'N'),
  flag('http1.0', '0'),
  flag('http1.1'),
  flag('http2'),
  flag('ipv4', '4'),
  flag('ipv6', '6'),
  flag('retry-connrefused'),
  flag('retry-all-errors'),
  flag('compressed'),
  flag('globoff', 'g'),
  flag('progress-bar', '#'),
  flag('parallel', 'Z'),
  flag('no-keepalive'),
  flag('no-progress-meter'),
  flag('path-as-is'),
  flag('tcp-nodelay'),
  flag('disable', 'q'),
  flag('create-dirs'),
  flag('raw'),
  flag('haproxy-protocol'),
  flag('version', 'V'),
  flag('help', 'h'),
];

export function parseOptions(args: readonly string[]): CurlOptions {
  const options: CurlOptions = {
    urls: [],
    outputs: [],
    method: null,
    headers: [],
    data: [],
    values: new Map(),
    switches: new Set(),
    resolve: [],
    connectTo: [],
  };
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument === '--') {
      options.urls.push(...args.slice(at + 1));
      break;
    }
    if (argument.startsWith('--')) at = long(options, args, at);
    else if (argument.startsWith('-') && argument.length > 1) at = short(options, args, at);
    else options.urls.push(argument);
  }
  return options;
}

function long(options: CurlOptions, args: readonly string[], at: number): number {
  const argument = args[at]!;
  const name = argument.slice(2);
  const exact = OPTIONS.find((option) => option.name === name);
  const starting = OPTIONS.filter((option) => option.name.startsWith(name));
  const negated = name.startsWith('no-')
    ? OPTIONS.find((o) => o.name === name.slice(3) && o.takes === 'nothing')
    : undefined;
  const definition = exact ?? (starting.length === 1 ? starting[0] : undefined);
  if (!definition && negated) {
    options.switches.delete(negated.name);
    return at;
  }
  if (!definition) {
    throw new UsageError(`option ${argument}: is ${starting.length > 1 ? 'ambiguous' : 'unknown'}`);
  }
  if (definition.takes === 'nothing') {
    set(options, definition, '');
    return at;
  }
  if (at + 1 >= args.length) throw new UsageError(`option ${argument}: requires parameter`);
  set(options, definition, args[at + 1]!);
  return at + 1;
}

function short(options: CurlOptions, args: readonly string[], at: number): number {
  const argument = args[at]!;
  for (let place = 1; place < argument.length; place++) {
    const definition = OPTIONS.find((option) => option.short === argument[place]);
    if (!definition) throw new UsageError(`option ${argument}: is unknown`);
    if (definition.takes === 'nothing') {
      set(options, definition, '');
      continue;
    }
    const rest = argument.slice(place + 1);
    if (rest) {
      set(options, definition, rest);
      return at;
    }
    if (at + 1 >= args.length) throw new UsageError(`option ${argument}: requires parameter`);
    set(options, definition, args[at + 1]!);
    return at + 1;
  }
  return at;
}

const DATA_KINDS: Readonly<Record<string, CurlOptions['data'][number]['kind']>> = {
  data: 'ascii',
  'data-ascii': 'ascii',
  'data-raw': 'raw',
  'data-binary': 'binary',
  'data-urlencode': 'urlencode',
  json: 'json',
};

function set(options: CurlOptions, { name, takes }: OptionDefinition, text: string): void {
  const kind = DATA_KINDS[name];
  if (kind) options.data.push({ kind, text });
  else if (name === 'request') options.method = text;
  else if (name === 'header') options.headers.push(text);
  else if (name === 'resolve') options.resolve.push(text);
  else if (name === 'connect-to') options.connectTo.push(text);
  else if (name === 'url') options.urls.push(text);
  else if (name === 'output') options.outputs.push(text);
  else if (name === 'remote-name') options.outputs.push('');
  else if (takes === 'value') options.values.set(name, text);
  else options.switches.add(name);
}
