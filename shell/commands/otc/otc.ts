import type { Process } from '../../../cluster/machinery/machine.ts';
import { CloudApiError } from '../cloud-api.ts';
import type { Complete } from '../command.ts';
import { BANDWIDTHS, type Collection, EIPS, ELBS, LISTENERS, listOf, MONITORS, POOLS } from './collections.ts';
import { bandwidthNoun, eipNoun } from './eip-verbs.ts';
import { elbNoun } from './elb-verbs.ts';
import { listenerNoun } from './listener-verbs.ts';
import { memberNoun } from './member-verbs.ts';
import { monitorNoun } from './monitor-verbs.ts';
import { Misuse, OtcCall, shown } from './otc-call.ts';
import { poolNoun } from './pool-verbs.ts';
import { type Noun, usageOf, type Verb } from './verb.ts';

const NOUNS: readonly Noun[] = [elbNoun, listenerNoun, poolNoun, memberNoun, monitorNoun, eipNoun, bandwidthNoun];

/** What the account of the Open Telekom Cloud has, over its HTTP APIs. */
export async function otc(process: Process): Promise<number> {
  const [nounName, verbName] = process.args.slice(1).filter((word) => !word.startsWith('-'));
  const noun = NOUNS.find(({ name }) => name === nounName);
  const verb = noun?.verbs.find(({ name }) => name === verbName);
  const usage = verb && noun ? verbUsage(noun, verb) : noun ? nounUsage(noun) : usageText();
  if (nounName === undefined || process.args.some((word) => word === '-h' || word === '--help')) {
    const isAsked = process.args.length > 1;
    await process.stdout.write(Buffer.from(usage));
    return isAsked ? 0 : 2;
  }
  try {
    if (!noun) throw new Misuse(`unknown command "${nounName}"`);
    if (!verb)
      throw new Misuse(verbName === undefined ? 'say what to do' : `unknown command "${nounName} ${verbName}"`);
    await verb.run(readCall(process, verb));
    return 0;
  } catch (error) {
    if (process.signal.aborted) return 130;
    if (!(error instanceof Misuse) && !(error instanceof CloudApiError)) throw error;
    const isMisuse = error instanceof Misuse;
    await process.stderr.write(Buffer.from(`otc: ${error.message}\n${isMisuse ? usage : ''}`));
    return isMisuse ? 2 : 1;
  }
}

/** Options may stand anywhere after the verb. */
function readCall(process: Process, { options = [] }: Verb): OtcCall {
  const args = process.args.slice(1);
  const words: string[] = [];
  const given = new Map<string, string>();
  let json = false;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    const format = /^(?:-o|--output)(?:=?(.*))$/.exec(argument);
    const [, name = '', value] = /^--([a-z0-9-]+)(?:=(.*))?$/.exec(argument) ?? [];
    const option = options.find((each) => each.name === name);
    if (format) {
      const form = format[1] || args[++at] || '';
      if (form !== 'json' && form !== 'table') throw new Misuse(`the output is table or json, not "${form}"`);
      json = form === 'json';
    } else if (option) {
      const text = option.kind === 'flag' ? '' : (value ?? args[++at]);
      if (text === undefined) throw new Misuse(`--${name} takes a value`);
      given.set(name, text);
    } else if (argument.startsWith('-')) throw new Misuse(`unknown option ${argument}`);
    else words.push(argument);
  }
  return new OtcCall(process, words.slice(2), given, json);
}

function usageText(): string {
  const lines = NOUNS.map(
    ({ name, what, verbs }) => `  ${name.padEnd(14)} ${what}: ${verbs.map((verb) => verb.name).join(', ')}\n`,
  );
  return `Usage: otc NOUN VERB [ARGUMENT]... [-o json]\n\n${lines.join('')}\notc NOUN --help shows what a noun's verbs take.\n`;
}

function nounUsage({ name, verbs }: Noun): string {
  return verbs
    .map((verb, at) => `${at === 0 ? 'Usage:' : '      '} otc ${name} ${verb.name} ${usageOf(verb)}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function verbUsage({ name }: Noun, verb: Verb): string {
  return `${`Usage: otc ${name} ${verb.name} ${usageOf(verb)}`.trimEnd()} [-o json]\n  ${verb.does}\n`;
}

/** What the places after a verb are filled with. */
const PLACES: Readonly<Record<string, Collection>> = {
  elb: ELBS,
  listener: LISTENERS,
  pool: POOLS,
  member: POOLS,
  healthmonitor: MONITORS,
  eip: EIPS,
  bandwidth: BANDWIDTHS,
};

/** Nouns, verbs, and the ids that the cloud has now. */
export const completeOtc: Complete = async (words, index, context) => {
  if (index === 1) return NOUNS.map(({ name }) => name);
  const noun = NOUNS.find(({ name }) => name === words[1]);
  if (index === 2) return noun?.verbs.map(({ name }) => name) ?? [];
  const verb = noun?.verbs.find(({ name }) => name === words[2]);
  if (!noun || !verb) return [];
  if (words[index]?.startsWith('-')) return (verb.options ?? []).map(({ name }) => `--${name}`);
  const collection = noun.name === 'eip' && verb.name === 'bind' && index > 3 ? ELBS : PLACES[noun.name];
  if (!collection || verb.takes === '') return [];
  try {
    return (await listOf(context, collection)).map((item) => shown(item, 'id'));
  } catch {
    // The command itself will say why the cloud does not answer.
    return [];
  }
};
