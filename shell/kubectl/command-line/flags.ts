import { parseDuration } from './duration.ts';
import type { FlagDefinition, FlagTable } from './flag-table.ts';

/** A wrong flag: kubectl adds where to look for help. */
export class FlagError extends Error {}

/** The flags and arguments of one command line, read the way spf13/pflag reads them (flags anywhere, `--` ends them). */
export class Flags {
  readonly #table: FlagTable;
  readonly #values = new Map<string, string[]>();
  readonly positional: string[] = [];
  /** How many arguments stood before `--`; -1 without one. */
  dashAt = -1;

  constructor(table: FlagTable) {
    this.#table = table;
  }

  set(name: string, value: string, shown: string): void {
    const definition = this.#table[name]!;
    check(definition, value, shown);
    if (definition.kind !== 'strings') {
      this.#values.set(name, [value]);
      return;
    }
    const values = this.#values.get(name) ?? [];
    values.push(...(definition.split ? commaSeparated(value) : [value]));
    this.#values.set(name, values);
  }

  /** Whether the verb has this flag at all. */
  knows(name: string): boolean {
    return Object.hasOwn(this.#table, name);
  }

  /** Whether every use of the flag counts. */
  takesMany(name: string): boolean {
    return this.#table[name]?.kind === 'strings';
  }

  changed(name: string): boolean {
    return this.#values.has(name);
  }

  string(name: string): string {
    return this.#values.get(name)?.[0] ?? this.#table[name]?.default ?? '';
  }

  boolean(name: string): boolean {
    return TRUE.has(this.string(name));
  }

  integer(name: string): number {
    return Number.parseInt(this.string(name), 10) || 0;
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseDuration(this.string(name)) ?? 0;
  }

  strings(name: string): string[] {
    return this.#values.get(name) ?? [];
  }
}

/** pflag reads a StringSlice as a line of CSV: `a,"b,c"`; nothing is no value. */
function commaSeparated(value: string): string[] {
  if (value === '') return [];
  if (!value.includes('"')) return value.split(',');
  return [...value.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '',
  );
}

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function check(definition: FlagDefinition, value: string, shown: string): void {
  const refuse = (why: string) => {
    throw new FlagError(`invalid argument "${value}" for "${shown}" flag: ${why}`);
  };
  if (definition.kind === 'integer' && !/^[-+]?\d+$/.test(value)) {
    refuse(`strconv.ParseInt: parsing "${value}": invalid syntax`);
  }
  if (definition.kind === 'boolean' && !TRUE.has(value) && !FALSE.has(value)) {
    refuse(`strconv.ParseBool: parsing "${value}": invalid syntax`);
  }
  if (definition.kind === 'duration' && parseDuration(value) === null) {
    refuse(durationProblem(value));
  }
}

/** Go's time.ParseDuration. */
function durationProblem(value: string): string {
  const shown = JSON.stringify(value);
  if (/^[-+]?[\d.]+$/.test(value)) return `time: missing unit in duration ${shown}`;
  const unit = /^[-+]?(?:[\d.]+(?:ns|us|µs|ms|s|m|h))*[\d.]+([^\d.]+)/.exec(value);
  return unit
    ? `time: unknown unit ${JSON.stringify(unit[1])} in duration ${shown}`
    : `time: invalid duration ${shown}`;
}

export function parseFlags(args: readonly string[], table: FlagTable): Flags {
  const flags = new Flags(table);
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--') {
      flags.dashAt = flags.positional.length;
      flags.positional.push(...args.slice(index + 1));
      break;
    }
    if (argument.startsWith('--')) index = readLong(flags, table, args, index);
    else if (argument.startsWith('-') && argument.length > 1) index = readShort(flags, table, args, index);
    else flags.positional.push(argument);
  }
  return flags;
}

function readLong(flags: Flags, table: FlagTable, args: readonly string[], index: number): number {
  const argument = args[index]!;
  const equals = argument.indexOf('=');
  const name = argument.slice(2, equals < 0 ? undefined : equals).replaceAll('_', '-');
  const definition = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!definition) throw new FlagError(`unknown flag: --${name}`);
  const shown = definition.short ? `-${definition.short}, --${name}` : `--${name}`;
  if (equals >= 0) flags.set(name, argument.slice(equals + 1), shown);
  else if (definition.alone !== undefined) flags.set(name, definition.alone, shown);
  else if (index + 1 < args.length) flags.set(name, args[++index]!, shown);
  else throw new FlagError(`flag needs an argument: --${name}`);
  return index;
}

function readShort(flags: Flags, table: FlagTable, args: readonly string[], index: number): number {
  const argument = args[index]!;
  for (let at = 1; at < argument.length; at++) {
    const letter = argument[at]!;
    const name = Object.keys(table).find((key) => table[key]!.short === letter);
    if (!name) throw new FlagError(`unknown shorthand flag: '${letter}' in ${argument}`);
    const definition = table[name]!;
    const shown = `-${letter}, --${name}`;
    const rest = argument.slice(at + 1);
    if (rest.startsWith('=')) {
      flags.set(name, rest.slice(1), shown);
      return index;
    }
    if (definition.alone !== undefined) {
      flags.set(name, definition.alone, shown);
      continue;
    }
    if (rest) flags.set(name, rest, shown);
    else if (index + 1 < args.length) flags.set(name, args[++index]!, shown);
    else throw new FlagError(`flag needs an argument: '${letter}' in ${argument}`);
    return index;
  }
  return index;
}
