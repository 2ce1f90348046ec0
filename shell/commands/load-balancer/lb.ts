import type { Process } from '../../../cluster/machinery/machine.ts';
import { CloudApiError, callCloud } from '../cloud-api.ts';
import type { Complete, CompletionContext } from '../command.ts';
import { hostNames } from '../name-lookup/host-names.ts';
import { textTable } from '../text-table.ts';
import { type LoadBalancerView, parseLoadBalancer, parseLoadBalancers } from './load-balancer-view.ts';

const USAGE = `Usage: lb list
       lb show NAME
       lb target add NAME TARGET...
       lb target remove NAME TARGET...
       lb set NAME [algorithm=round-robin|least-connections|source] [mode=preserve|proxy] [health=on|off]
TARGET is nodeN:PORT or ADDRESS:PORT. Add -o json to any of them.
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
  if (verb === 'target') return changeTargets(process, rest, json);
  if (verb === 'set') {
    const name = named(rest);
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

function settings(words: readonly string[]): Record<string, unknown> {
  if (words.length === 0) throw new Misuse('say what to set: algorithm=…, mode=… or health=…');
  const result: Record<string, unknown> = {};
  for (const word of words) {
    const [key, value = ''] = word.split('=', 2) as [string, string?];
    if (key === 'health') {
      if (value !== 'on' && value !== 'off') throw new Misuse(`health is on or off, not "${value}"`);
      result['healthCheck'] = value === 'on';
    } else if (key === 'algorithm' || key === 'mode') result[key] = value;
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
  const health = isOn(balancer.healthCheck) ? 'on' : 'off';
  const facts = textTable([
    ['Name:', balancer.name],
    ['Address:', `${balancer.address}:${balancer.port}`],
    ['Algorithm:', balancer.algorithm],
    ['Mode:', balancer.mode === 'preserve' ? 'preserve (targets see the client address)' : balancer.mode],
    ['Health check:', health],
  ]);
  if (balancer.targets.length === 0)
    return `${facts}\nIt has no targets: every request to it is refused or times out.\n`;
  const rows = balancer.targets.map((target) => [
    target.name,
    `${target.address}:${target.port}`,
    target.state,
    target.reason ?? '',
  ]);
  return `${facts}\n${textTable([['TARGET', 'ADDRESS', 'STATE', 'REASON'], ...rows])}`;
}

function isOn(healthCheck: unknown): boolean {
  if (typeof healthCheck === 'boolean') return healthCheck;
  if (typeof healthCheck === 'object' && healthCheck !== null && 'enabled' in healthCheck)
    return healthCheck.enabled === true;
  return healthCheck !== null && healthCheck !== undefined && healthCheck !== 'off';
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
  if (index === 1) return ['list', 'show', 'target', 'set'];
  if (words[1] === 'target' && index === 2) return ['add', 'remove'];
  const nameAt = words[1] === 'target' ? 3 : 2;
  if (words[1] !== 'list' && index === nameAt) return (await balancersFor(context)).map(({ name }) => name);
  if (words[1] === 'target' && words[2] === 'add') return hostNames(context.machine).map((name) => `${name}:`);
  if (words[1] === 'target' && words[2] === 'remove') {
    const balancer = (await balancersFor(context)).find(({ name }) => name === words[nameAt]);
    return balancer?.targets.map(({ name }) => name) ?? [];
  }
  if (words[1] === 'set' && index > 2) {
    return [
      'algorithm=round-robin',
      'algorithm=least-connections',
      'algorithm=source',
      'mode=preserve',
      'mode=proxy',
      'health=on',
      'health=off',
    ];
  }
  return [];
};
