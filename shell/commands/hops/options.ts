const MAX_COUNT = 1000;

export const USAGE = `Usage: hops [OPTION]... URL
       hops --timeline [KIND/NAME]
Send a request and tell which boxes it passes.

      --all                  every way it may take, with probabilities; nothing is sent
      --back                 the answer's way too
      --why                  if it fails: where first, and what would mend it
      --from client|pod NS/NAME|node NAME
                             where it begins; --from lb counts from the load balancer
      --start client|lb      where counting begins
      --timeline [KIND/NAME] who wrote what when (-n NAMESPACE, default: default)
  -n, --count N              N requests, and what they have in common
  -m SECONDS                 how long to wait for an answer
  -o json                    as the trace API gives it
`;

export interface HopsOptions {
  url: string;
  what: 'path' | 'why' | 'all' | 'timeline';
  back: boolean;
  count: number;
  /** Where counting begins. */
  start: 'client' | 'lb';
  /** Where the request begins: `pod/NS/NAME`, `node/NAME`; absent: here. */
  from: string | undefined;
  timeoutMs: number | null;
  json: boolean;
  /** Of the timeline: `service/lb-demo/hello`. */
  object: string | undefined;
  /** Of the object. */
  namespace: string;
}

/** Text: what is wrong with the arguments; empty: the usage is asked for. */
export function readArguments(args: readonly string[]): HopsOptions | string {
  const words = [...args];
  const options: HopsOptions = {
    url: '',
    what: 'path',
    back: false,
    count: 1,
    start: 'client',
    from: undefined,
    timeoutMs: null,
    json: false,
    object: undefined,
    namespace: 'default',
  };
  while (words.length > 0) {
    const problem = readWord(words.shift()!, words, options);
    if (problem !== null) return problem;
  }
  return options.what === 'timeline' ? finishTimeline(options) : finish(options);
}

function readWord(argument: string, words: string[], options: HopsOptions): string | null {
  const [name = argument, attached] = /^(--\w+)=(.*)$/.exec(argument)?.slice(1) ?? [argument];
  const value = () => attached ?? words.shift() ?? '';
  switch (name) {
    case '-h':
    case '--help':
      return '';
    case '--why':
    case '--all':
    case '--timeline':
      options.what = name.slice(2) as HopsOptions['what'];
      return null;
    case '--back':
      options.back = true;
      return null;
    case '-n':
    case '--count': {
      const given = value();
      // Of a timeline it is the namespace, as kubectl has it.
      if (/^\d+$/.test(given)) options.count = Number(given);
      else if (name === '-n' && /^[a-z]/.test(given)) options.namespace = given;
      else options.count = Number.NaN;
      return null;
    }
    case '-m':
      options.timeoutMs = Number(value()) * 1000;
      return null;
    case '-o':
      if (value() !== 'json') return 'the output is text or -o json';
      options.json = true;
      return null;
    case '--start':
      return readStart(value(), options);
    case '--from':
      return readFrom(value(), words, options);
  }
  if (argument.startsWith('-')) return `unknown option ${argument}`;
  if (options.url) return 'one URL at a time';
  options.url = argument;
  return null;
}

function readStart(start: string, options: HopsOptions): string | null {
  if (start !== 'client' && start !== 'lb') return `hops count from client or lb, not "${start}"`;
  options.start = start;
  return null;
}

function readFrom(given: string, words: string[], options: HopsOptions): string | null {
  if (given === 'client' || given === 'lb') return readStart(given, options);
  const [kind, inline] = /^(pod|node)\/(.+)$/.exec(given)?.slice(1) ?? [given];
  if (kind !== 'pod' && kind !== 'node') return `a request begins at client, pod NS/NAME or node NAME, not "${given}"`;
  const name = inline ?? words.shift() ?? '';
  if (!name || name.startsWith('-')) return `say which ${kind}`;
  options.from = `${kind}/${kind === 'pod' && !name.includes('/') ? `default/${name}` : name}`;
  return null;
}

function finishTimeline(options: HopsOptions): HopsOptions | string {
  if (!options.url) return options;
  const parts = options.url.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.includes(''))
    return `the timeline is of KIND/NAME, not "${options.url}"`;
  const [kind = '', ...names] = parts;
  const namespaced =
    names.length === 2 || kind.toLowerCase() === 'loadbalancer' ? names : [options.namespace, ...names];
  options.object = [KINDS[kind.toLowerCase()] ?? kind, ...namespaced].join('/');
  return options;
}

const KINDS: Readonly<Record<string, string>> = {
  svc: 'service',
  services: 'service',
  deploy: 'deployment',
  deployments: 'deployment',
  ep: 'endpoints',
  endpointslices: 'endpointslice',
  lb: 'loadbalancer',
};

function finish(options: HopsOptions): HopsOptions | string {
  if (!options.url) return 'say which URL';
  if (!Number.isInteger(options.count) || options.count < 1 || options.count > MAX_COUNT)
    return `COUNT is 1 to ${MAX_COUNT}`;
  if (options.timeoutMs !== null && !(options.timeoutMs > 0)) return 'SECONDS is a number above 0';
  if (!/^[a-z]+:\/\//i.test(options.url)) options.url = `http://${options.url}`;
  return options;
}
