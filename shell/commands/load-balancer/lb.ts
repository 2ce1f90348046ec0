import type { Process } from '../../../cluster/machinery/machine.ts';
import { CloudApiError, callCloud } from '../cloud-api.ts';
import type { Complete, CompletionContext } from '../command.ts';
import { hostNames } from '../name-lookup/host-names.ts';
import { textTable } from '../text-table.ts';
import { type LoadBalancerView, parseLoadBalancer, parseLoadBalancers } from './load-balancer-view.ts';

const USAGE = `Usage: lb list
       lb show NAME
       lb create NAME [address=ADDRESS] [port=PORT] [SETTING=VALUE]... [TARGET...]
       lb delete NAME
       lb target add NAME TARGET...
       lb target remove NAME TARGET...
       lb set NAME SETTING=VALUE...
Settings: algorithm=round-robin|least-connections|source
          mode=preserve|proxy|http
          health-check=tcp|tcp:PORT|http:PORT/PATH|off (health=on|off keeps what is asked)
          proxy-protocol=on|off
          source-ranges=all|PREFIX[,PREFIX]...
          targets=nodes|pods
TARGET is nodeN:PORT or ADDRESS:PORT; with targets=pods [NAMESPACE/]POD:PORT. Add -o json to any of them.
`;

const ROOT = '/v1/load-balancers';
const pathOf = (name: string): string => `${ROOT}/${encodeURIComponent(name)}`;

class Misuse extends Error {}

/** The load balancers of the cloud account, over the cloud's HTTP API. */
export async function lb(process: Process): Promise<number> {
  const { words, json, problem } = readArguments(process.args.slice(1));
  try {
    if (problem) throw new Misuse(problem);
    if (words.length === 0 || words[0] === 'help') {
      await process.stdout.write(Buffer.from(USAGE));
      return words.length === 0 ? 2 : 0;
    }
    await run(process, words, json);
    return 0;
  } catch (error) {
    if (process.signal.aborted) return 130;
    if (error instanceof Misuse) {
      await process.stderr.write(Buffer.from(`lb: ${error.message}\n${USAGE}`));
      return 2;
    }
    if (!(error instanceof CloudApiError)) throw error;
    await process.stderr.write(Buffer.from(`lb: ${error.message}\n`));
    return 1;
  }
}

function readArguments(args: readonly string[]): { words: string[]; json: boolean; problem: string } {
  const words: string[] = [];
  let json = false;
  let problem = '';
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    const format = /^(?:-o|--output)=?(.*)$/.exec(argument);
    if (argument === '-h' || argument === '--help') words.unshift('help');
    else if (format) {
      const value = format[1] || args[++at] || '';
      if (value !== 'json') problem = `the output is a table or -o json, not "${value}"`;
      json = true;
    } else if (argument.startsWith('-')) problem = `unknown option ${argument}`;
    else words.push(argument);
  }
  return { words, json, problem };
}

async function run(process: Process, words: readonly string[], json: boolean): Promise<void> {
  const [verb, ...rest] = words;
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  if (verb === 'list') {
    const items = parseLoadBalancers(await callCloud(process, 'GET', ROOT));
    return print(json ? asJson({ items }) : listText(items));
  }
  if (verb === 'show') return show(process, named(rest), json, '');
  if (verb === 'create') return create(process, rest, json);
  if (verb === 'delete') {
    const name = named(rest);
    await callCloud(process, 'DELETE', pathOf(name));
    return print(json ? asJson({}) : `Deleted ${name}.\n`);
  }
  if (verb === 'target') return changeTargets(process, rest, json);
  if (verb === 'set') {
    const name = named(rest);
    if (rest.length === 1) throw new Misuse('say what to set: algorithm=…, mode=… or health=…');
    await callCloud(process, 'PATCH', pathOf(name), settings(rest.slice(1)));
    return show(process, name, json, `Changed ${name}.\n`);
  }
  throw new Misuse(`unknown command "${verb}"`);
}

function named(words: readonly string[]): string {
  if (!words[0]) throw new Misuse('say which load balancer: lb list shows their names');
  return words[0];
}

async function changeTargets(process: Process, words: readonly string[], json: boolean): Promise<void> {
  const [action, name, ...targets] = words;
  if (action !== 'add' && action !== 'remove') throw new Misuse('lb target takes add or remove');
  if (!name || targets.length === 0) throw new Misuse(`say which: lb target ${action} NAME TARGET...`);
  for (const target of targets) {
    if (action === 'add') await callCloud(process, 'POST', `${pathOf(name)}/targets`, { target });
    else await callCloud(process, 'DELETE', `${pathOf(name)}/targets/${encodeURIComponent(target)}`);
  }
  const sentence =
    action === 'add' ? `Added ${targets.join(', ')} to ${name}.\n` : `Removed ${targets.join(', ')} from ${name}.\n`;
  return show(process, name, json, sentence);
}

async function create(process: Process, words: readonly string[], json: boolean): Promise<void> {
  const name = words[0];
  if (!name || name.includes('=')) throw new Misuse('say its name first: lb create NAME');
  const rest = words.slice(1);
  const targets = rest.filter((word) => !word.includes('='));
  const { address, port, ...chosen } = settings(
    rest.filter((word) => word.includes('=')),
    ['address', 'port'],
  );
  const place = { ...(address !== undefined && { address }), ...(port !== undefined && { port: Number(port) }) };
  await callCloud(process, 'POST', ROOT, { name, ...place, targets, settings: chosen });
  return show(process, name, json, `Created ${name}.\n`);
}

const SETTINGS = ['algorithm', 'mode', 'health-check', 'proxy-protocol', 'source-ranges', 'targets'];

function settings(words: readonly string[], others: readonly string[] = []): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    const [key, value] = at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
    if (key === 'health') {
      if (value !== 'on' && value !== 'off') throw new Misuse(`health is on or off, not "${value}"`);
      result['healthCheck'] = value === 'on';
    } else if (SETTINGS.includes(key) || others.includes(key)) result[key] = value;
    else throw new Misuse(`unknown setting "${key}"`);
  }
  return result;
}

async function show(process: Process, name: string, json: boolean, sentence: string): Promise<void> {
  const balancer = parseLoadBalancer(await callCloud(process, 'GET', pathOf(name)));
  await process.stdout.write(Buffer.from(json ? asJson(balancer) : sentence + showText(balancer)));
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function listText(items: readonly LoadBalancerView[]): string {
  if (items.length === 0) return 'There are no load balancers.\n';
  const rows = items.map((item) => [
    item.name,
    `${item.address}:${item.port}`,
    item.algorithm,
    `${item.targets.filter(({ state }) => state === 'healthy').length}/${item.targets.length} healthy`,
  ]);
  return textTable([['NAME', 'ADDRESS', 'ALGORITHM', 'TARGETS'], ...rows]);
}

function showText(balancer: LoadBalancerView): string {
  const facts = textTable([
    ['Name:', balancer.name],
    ['Address:', `${balancer.address}:${balancer.port}`],
    ['Algorithm:', balancer.algorithm],
    ['Mode:', modeText(balancer)],
    ['Health check:', healthText(balancer)],
    ...(balancer.proxyProtocol ? [['PROXY protocol:', 'v1 line before each connection']] : []),
    ...(balancer.sourceRanges.length > 0 ? [['Source ranges:', balancer.sourceRanges.join(', ')]] : []),
    ...(balancer.targetKind === 'pods' ? [['Targets are:', 'pods']] : []),
  ]);
  if (balancer.targets.length === 0)
    return `${facts}\nIt has no targets: every request to it is refused or times out.\n`;
  const rows = balancer.targets.map((target) => [
    target.name,
    `${target.address}:${target.port}`,
    balancer.healthCheck ? target.state : 'not asked',
    balancer.healthCheck ? (target.reason ?? '') : '',
  ]);
  return `${facts}\n${textTable([['TARGET', 'ADDRESS', 'STATE', 'REASON'], ...rows])}`;
}

function modeText({ mode, privateAddress }: LoadBalancerView): string {
  if (mode === 'preserve') return 'preserve (targets see the client address)';
  if (mode === 'proxy') return `proxy (a new connection, from ${privateAddress})`;
  return `http (request by request, from ${privateAddress}, with X-Forwarded-For)`;
}

function healthText({ healthCheck, monitor }: LoadBalancerView): string {
  if (!healthCheck) return 'off';
  if (monitor.type === 'TCP') return monitor.port === null ? 'on' : `TCP port ${monitor.port}`;
  return `HTTP GET ${monitor.path ?? '/'} on ${monitor.port === null ? 'the target port' : `port ${monitor.port}`}, expects 200 to 399`;
}

/** None when the cloud does not answer: the command itself will say why. */
async function balancersFor(context: CompletionContext): Promise<LoadBalancerView[]> {
  try {
    return parseLoadBalancers(await callCloud(context, 'GET', ROOT));
  } catch {
    return [];
  }
}

/** Words of the command in their places, the names and targets as the cloud has them now. */
export const completeLb: Complete = async (words, index, context) => {
  if (index === 1) return ['list', 'show', 'create', 'delete', 'target', 'set'];
  if (words[1] === 'target' && index === 2) return ['add', 'remove'];
  const nameAt = words[1] === 'target' ? 3 : 2;
  if (words[1] !== 'list' && words[1] !== 'create' && index === nameAt)
    return (await balancersFor(context)).map(({ name }) => name);
  if (words[1] === 'target' && words[2] === 'add') return hostNames(context.machine).map((name) => `${name}:`);
  if (words[1] === 'target' && words[2] === 'remove') {
    const balancer = (await balancersFor(context)).find(({ name }) => name === words[nameAt]);
    return balancer?.targets.map(({ name }) => name) ?? [];
  }
  if ((words[1] === 'set' || words[1] === 'create') && index > 2) return SETTING_WORDS;
  return [];
};

const SETTING_WORDS = [
  'algorithm=round-robin',
  'algorithm=least-connections',
  'algorithm=source',
  'mode=preserve',
  'mode=proxy',
  'mode=http',
  'health-check=tcp',
  'health-check=http:',
  'health-check=off',
  'proxy-protocol=on',
  'proxy-protocol=off',
  'source-ranges=',
  'targets=nodes',
  'targets=pods',
];
