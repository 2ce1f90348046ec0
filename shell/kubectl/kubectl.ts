import { BrokenPipe } from '../../cluster/machinery/byte-stream.ts';
import type { Process } from '../../cluster/machinery/machine.ts';
import { type FlagTable, GLOBAL_FLAGS } from './command-line/flag-table.ts';
import { FlagError, parseFlags } from './command-line/flags.ts';
import { describeFailure, KubectlError, StatusError, UsageError } from './errors.ts';
import { overview, usageOf } from './help.ts';
import { klogLine } from './klog.ts';
import { Session } from './session.ts';
import { didYouMean } from './suggestions.ts';
import type { Verb } from './verb.ts';
import { VERBS } from './verbs.ts';

/** A command line as kubectl has it: its name and its verbs. */
export interface CommandLine {
  readonly name: string;
  readonly verbs: readonly Verb[];
}

/** kubectl 1.34.4's command line over a Machine. */
export const kubectl = (process: Process): Promise<number> =>
  runCommandLine(process, { name: 'kubectl', verbs: VERBS });

export async function runCommandLine(process: Process, { name, verbs }: CommandLine): Promise<number> {
  const error = (text: string) => process.stderr.write(Buffer.from(text.endsWith('\n') ? text : `${text}\n`));
  const found = findVerb(process.args.slice(1), { name, verbs });
  if ('problem' in found) {
    await error(found.problem);
    return 1;
  }
  const { verb, rest, path } = found;
  const unknown = rest.find((word) => word.startsWith('--') && !(word.slice(2).split('=')[0]! in GLOBAL_FLAGS));
  if (!verb && unknown) {
    await error(`error: unknown flag: ${unknown.split('=')[0]}\nSee '${name} --help' for usage.`);
    return 1;
  }
  if (!verb) {
    await process.stdout.write(Buffer.from(overview(verbs, name)));
    return 0;
  }
  const help = () => process.stdout.write(Buffer.from(usageOf(verb, name)));
  let session: Session | null = null;
  try {
    const flags = parseFlags(rest, { ...GLOBAL_FLAGS, ...verb.flags });
    if (flags.boolean('help')) {
      await help();
      return 0;
    }
    if (verb.isGroup) return await describeGroup(verb, path, flags.positional, error);
    session = new Session(process, flags, verb.mapperTries);
    return await verb.run(session, flags.positional);
  } catch (failure) {
    if (failure instanceof FlagError) {
      await error(`error: ${failure.message}\nSee '${name} ${path} --help' for usage.`);
      return 1;
    }
    if (session && failure instanceof StatusError && session.flags.integer('v') >= 4)
      await session.error(serverObjectLine(session, failure));
    await session?.warned();
    return await report(failure, process, error);
  } finally {
    await session?.warned();
    session?.close();
  }
}

/** What -v=4 tells of a refusal (apierrors.StatusError's DebugError). */
const serverObjectLine = (session: Session, { status }: StatusError): string =>
  klogLine(session, 'I', 'helpers.go:246', `server response object: %s[${JSON.stringify(status, null, 2)}]`);

/** cmdutil.DefaultSubCommandRun. */
async function describeGroup(
  verb: Verb,
  path: string,
  args: readonly string[],
  error: (text: string) => Promise<void>,
): Promise<number> {
  if (args.length > 0) throw new UsageError(`unknown command "${args.join(' ')}"`, path);
  await error(usageOf(verb));
  return 1;
}

async function report(failure: unknown, process: Process, error: (text: string) => Promise<void>): Promise<number> {
  if (process.signal.aborted) return 130;
  if (failure instanceof BrokenPipe) return 141;
  const described = describeFailure(failure);
  if (!described) throw failure;
  if (failure instanceof KubectlError && failure.printed) await process.stdout.write(Buffer.from(failure.printed));
  if (described.text) await error(described.text);
  return described.exitCode;
}

type Found = { verb: Verb | null; rest: string[]; path: string } | { problem: string };

/** The verb, which may stand behind global flags, and what is left without its name. */
function findVerb(args: readonly string[], { name, verbs: all }: CommandLine): Found {
  const rest = [...args];
  let verbs = all;
  let verb: Verb | null = null;
  let path = '';
  for (;;) {
    const at = firstWord(rest, verb ? { ...GLOBAL_FLAGS, ...verb.flags } : GLOBAL_FLAGS);
    const word = at < 0 ? null : rest[at]!;
    const next = word === null ? undefined : verbs.find((each) => each.name === word || each.aliases?.includes(word));
    if (!next) {
      if (!verb && word !== null)
        return { problem: `error: unknown command "${word}" for "${name}"${didYouMean(word)}` };
      if (!verb) return { verb: null, rest, path };
      return { verb, rest, path };
    }
    rest.splice(at, 1);
    verb = next;
    path = path ? `${path} ${next.name}` : next.name;
    if (!next.children) return { verb, rest, path };
    verbs = next.children;
  }
}

function firstWord(args: readonly string[], table: FlagTable): number {
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument === '--') return -1;
    if (!argument.startsWith('-') || argument === '-') return at;
    if (argument.includes('=')) continue;
    const name = argument.startsWith('--')
      ? argument.slice(2)
      : Object.keys(table).find((key) => table[key]!.short === argument.slice(-1));
    const definition = name === undefined ? undefined : table[name];
    const attached = !argument.startsWith('--') && argument.length > 2 && definition === undefined;
    if (definition && definition.alone === undefined && !attached) at++;
  }
  return -1;
}
