/** A JSON value from outside that is not what it should be; the message says where. */
export class MalformedError extends Error {}

/** Checks a value and gives it its type. `path` is where it stands: `pods[3].uid`. Throws `MalformedError`. */
export type Parser<T> = (value: unknown, path: string) => T;

const LONGEST_TEXT = 16 * 1024 * 1024;

export const text: Parser<string> = (value, path) => {
  if (typeof value !== 'string') throw new MalformedError(`${path} must be a string`);
  if (value.length > LONGEST_TEXT) throw new MalformedError(`${path} is too long`);
  return value;
};

export const flag: Parser<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new MalformedError(`${path} must be true or false`);
  return value;
};

export const wholeNumber: Parser<number> = (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new MalformedError(`${path} must be a whole number that is not negative`);
  }
  return value as number;
};

export const finiteNumber: Parser<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new MalformedError(`${path} must be a number`);
  return value;
};

export function oneOf<T extends string>(words: readonly T[]): Parser<T> {
  return (value, path) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new MalformedError(`${path} must be one of ${words.join(', ')}`);
    return found;
  };
}

export function optional<T>(parse: Parser<T>): Parser<T | undefined> {
  return (value, path) => (value === undefined ? undefined : parse(value, path));
}

export function listOf<T>(parse: Parser<T>, atMost: number): Parser<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new MalformedError(`${path} must be a list`);
    if (value.length > atMost) throw new MalformedError(`${path} has more than ${atMost} entries`);
    return value.map((item, index) => parse(item, `${path}[${index}]`));
  };
}

export function mapOf<T>(parse: Parser<T>, atMost: number): Parser<Record<string, T>> {
  return (value, path) => {
    const entries = Object.entries(objectOf(value, path));
    if (entries.length > atMost) throw new MalformedError(`${path} has more than ${atMost} entries`);
    return Object.fromEntries(entries.map(([key, item]) => [key, parse(item, `${path}.${key}`)]));
  };
}

/** An object with these fields. Others are left out: what a newer writer adds does not disturb. */
export function shape<T extends object>(fields: { readonly [Key in keyof T]-?: Parser<T[Key]> }): Parser<T> {
  const entries = Object.entries(fields) as [string, Parser<unknown>][];
  return (value, path) => {
    const given = objectOf(value, path);
    const parsed: Record<string, unknown> = {};
    for (const [key, parse] of entries) {
      const field = parse(Object.hasOwn(given, key) ? given[key] : undefined, path === '' ? key : `${path}.${key}`);
      if (field !== undefined) parsed[key] = field;
    }
    // Every field has passed its parser.
    return parsed as T;
  };
}

export function objectOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedError(`${path || 'it'} must be an object`);
  }
  return value as Readonly<Record<string, unknown>>;
}
