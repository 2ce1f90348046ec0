/** Which options a program takes. */
export interface OptionTable {
  /** getopt(3)'s form: `nk:x::` is a flag, an option with an argument, one whose argument may only be attached. */
  readonly short: string;
  /** Long options, by the key they are known as; `k=` with an argument, `k?` with one that may be left out. */
  readonly long?: Readonly<Record<string, string>>;
  /** Options end at the first operand. */
  readonly stopsAtOperand?: boolean;
  /** `-5` and `-12x` are numbers: the key that gets the digits. */
  readonly digits?: string;
}

export interface GivenOption {
  readonly key: string;
  /** Undefined when none was given. */
  readonly value?: string;
}

export interface ParsedOptions {
  readonly options: readonly GivenOption[];
  readonly operands: readonly string[];
}

/** The message is getopt_long(3)'s. */
export class OptionError extends Error {}

/** Parses as glibc's getopt_long(3): permuted operands, abbreviated long options. */
export function parseOptions(args: readonly string[], table: OptionTable): ParsedOptions {
  const options: GivenOption[] = [];
  const operands: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      operands.push(...rest.splice(0));
    } else if (arg.startsWith('--')) options.push(longOption(arg, rest, table));
    else if (arg.length > 1 && arg.startsWith('-')) shortOptions(arg, rest, table, options);
    else {
      operands.push(arg);
      if (table.stopsAtOperand) operands.push(...rest.splice(0));
    }
  }
  return { options, operands };
}

function longOption(arg: string, rest: string[], table: OptionTable): GivenOption {
  const equals = arg.indexOf('=');
  const typed = arg.slice(2, equals < 0 ? undefined : equals);
  const given = equals < 0 ? undefined : arg.slice(equals + 1);
  const name = fullName(typed, { help: '--help', version: '--version', ...table.long });
  const target = table.long?.[name] ?? `--${name}`;
  const key = target.replace(/[=?]$/, '');
  if (target.endsWith('=')) {
    const value = given ?? rest.shift();
    if (value === undefined) throw new OptionError(`option '--${name}' requires an argument`);
    return { key, value };
  }
  if (given !== undefined && !target.endsWith('?')) {
    throw new OptionError(`option '--${name}' doesn't allow an argument`);
  }
  return given === undefined ? { key } : { key, value: given };
}

function fullName(typed: string, long: Readonly<Record<string, string>>): string {
  if (Object.hasOwn(long, typed)) return typed;
  const names = Object.keys(long).filter((name) => name.startsWith(typed));
  const [first] = names;
  if (first === undefined) throw new OptionError(`unrecognized option '--${typed}'`);
  if (names.some((name) => long[name] !== long[first])) {
    const possible = names.map((name) => ` '--${name}'`).join('');
    throw new OptionError(`option '--${typed}' is ambiguous; possibilities:${possible}`);
  }
  return first;
}

function shortOptions(arg: string, rest: string[], table: OptionTable, options: GivenOption[]): void {
  for (let at = 1; at < arg.length; at++) {
    const letter = String.fromCodePoint(arg.codePointAt(at)!);
    if (table.digits !== undefined && /[0-9]/.test(letter)) {
      const digits = /^[0-9]+/.exec(arg.slice(at))![0];
      options.push({ key: table.digits, value: digits });
      at += digits.length - 1;
      continue;
    }
    const found = letter === ':' ? -1 : table.short.indexOf(letter);
    if (found < 0) throw new OptionError(`invalid option -- '${letter}'`);
    if (table.short[found + 1] !== ':') {
      options.push({ key: letter });
      continue;
    }
    const attached = arg.slice(at + 1);
    if (table.short[found + 2] === ':') options.push(attached ? { key: letter, value: attached } : { key: letter });
    else {
      const value = attached || rest.shift();
      if (value === undefined) throw new OptionError(`option requires an argument -- '${letter}'`);
      options.push({ key: letter, value });
    }
    return;
  }
}
