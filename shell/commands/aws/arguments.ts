import type { Process } from '../../../cluster/machinery/machine.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { type AwsCommand, type AwsOption, SERVICES } from './operations.ts';
import { FORMATS, type Format } from './output.ts';

/** What argparse refuses. */
export class AwsUsageError extends Error {}

export interface AwsCall {
  readonly service: string;
  readonly command: AwsCommand;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly format: Format;
  readonly query: string | undefined;
}

const GLOBAL = [
  'output',
  'query',
  'region',
  'profile',
  'endpoint-url',
  'color',
  'cli-read-timeout',
  'cli-connect-timeout',
];
const GLOBAL_SWITCHES = ['no-cli-pager', 'no-paginate', 'debug', 'no-verify-ssl', 'no-sign-request'];

/** Throws `AwsUsageError`. */
export async function readCall(process: Process, args: readonly string[]): Promise<AwsCall> {
  const { words, given } = split(args);
  const [service, name, ...others] = words;
  if (service === undefined) throw new AwsUsageError('the following arguments are required: command');
  const commands = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
  if (!commands) throw new AwsUsageError(`argument command: Found invalid choice '${service}'`);
  if (name === undefined) throw new AwsUsageError('the following arguments are required: operation');
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new AwsUsageError(`argument operation: Found invalid choice '${name}'`);
  const unknown = [...given.keys()].filter((option) => !isKnown(option, command));
  if (unknown.length > 0 || others.length > 0) {
    throw new AwsUsageError(`Unknown options: ${[...unknown.map((option) => `--${option}`), ...others].join(', ')}`);
  }
  const missing = command.options.filter((option) => option.isRequired && !given.has(option.name));
  if (missing.length > 0) {
    throw new AwsUsageError(
      `the following arguments are required: ${missing.map((option) => `--${option.name}`).join(', ')}`,
    );
  }
  const parameters: Record<string, unknown> = {};
  for (const option of command.options) {
    const values = given.get(option.name);
    if (values) parameters[option.parameter] = parameterOf(process, option, values);
  }
  return { service, command, parameters, format: formatOf(process, given), query: given.get('query')?.[0] };
}

/** Options take the words up to the next option. */
function split(args: readonly string[]): { words: string[]; given: Map<string, string[]> } {
  const words: string[] = [];
  const given = new Map<string, string[]>();
  let current: string[] | undefined;
  let isSingle = false;
  for (const argument of args) {
    const [, name, value] = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name !== undefined) {
      const values: string[] = value === undefined ? [] : [value];
      given.set(name, values);
      isSingle = GLOBAL.includes(name);
      current = value !== undefined || GLOBAL_SWITCHES.includes(name) ? undefined : values;
    } else if (current && !(isSingle && current.length > 0)) current.push(argument);
    else words.push(argument);
  }
  return { words, given };
}

function isKnown(name: string, { options }: AwsCommand): boolean {
  return GLOBAL.includes(name) || GLOBAL_SWITCHES.includes(name) || options.some((option) => option.name === name);
}

function formatOf({ environment }: Process, given: ReadonlyMap<string, string[]>): Format {
  const wanted = given.get('output')?.[0] ?? environment['AWS_DEFAULT_OUTPUT'] ?? 'json';
  const format = FORMATS.find((known) => known === wanted);
  if (!format) throw new AwsUsageError(`argument --output: Found invalid choice '${wanted}'`);
  return format;
}

function parameterOf(process: Process, { name, kind }: AwsOption, values: readonly string[]): unknown {
  if (values.length === 0)
    throw new AwsUsageError(
      `argument --${name}: expected ${kind === 'text' ? 'one argument' : 'at least one argument'}`,
    );
  if (kind === 'list') return values.length === 1 && values[0]?.startsWith('[') ? parseJson(name, values[0]) : values;
  if (kind === 'json') return parseJson(name, contents(process, name, values[0] ?? ''));
  if (kind === 'filters') return values.map(filterOf);
  return values[0];
}

/** `file://change.json` is the file's text. */
function contents(process: Process, name: string, text: string): string {
  if (!text.startsWith('file://')) return text;
  const path = text.slice('file://'.length);
  try {
    return Buffer.from(process.machine.files.read(absolutePath(path, process.workingDirectory))).toString('utf8');
  } catch {
    throw new AwsUsageError(
      `Error parsing parameter '--${name}': Unable to load paramfile ${text}: [Errno 2] No such file or directory: '${path}'`,
    );
  }
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsUsageError(`Error parsing parameter '--${name}': Invalid JSON: ${text}`);
  }
}

/** `Name=tag:Name,Values=a,b` */
function filterOf(text: string): { Name: string; Values: string[] } {
  const [, name = '', values = ''] = /^Name=([^,]*),Values=(.*)$/.exec(text) ?? [];
  return { Name: name, Values: values.split(',') };
}
