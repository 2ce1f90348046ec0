import { type Item, Misuse, type OtcCall } from './otc-call.ts';

/** An option of a verb, which becomes a field of what is sent. */
export interface OptionSpec {
  /** `protocol-port`, as `--protocol-port`. */
  readonly name: string;
  readonly kind: 'text' | 'number' | 'flag';
  /** In the usage: `PORT`. */
  readonly value?: string;
  /** The field of the body; absent: the verb reads it itself. */
  readonly field?: string;
  readonly required?: boolean;
}

export interface Verb {
  readonly name: string;
  /** What follows the verb: `ELB`. */
  readonly takes: string;
  readonly does: string;
  readonly options?: readonly OptionSpec[];
  run(call: OtcCall): Promise<void>;
}

/** `otc NOUN VERB`. */
export interface Noun {
  readonly name: string;
  readonly what: string;
  readonly verbs: readonly Verb[];
}

/** Options as fields of a body. */
export function bodyOf(options: readonly OptionSpec[], given: ReadonlyMap<string, string>): Item {
  const body: Record<string, unknown> = {};
  for (const { name, field, kind, required } of options) {
    const value = given.get(name);
    if (value === undefined && required) throw new Misuse(`--${name} is required`);
    if (value === undefined || field === undefined) continue;
    body[field] = kind === 'number' ? numberOf(name, value) : value;
  }
  return body;
}

function numberOf(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Misuse(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
}

/** `--protocol TCP|UDP|HTTP [--name NAME]` */
export function usageOf({ takes, options = [] }: Verb): string {
  const words = options.map(({ name, kind, value, required }) => {
    const option = kind === 'flag' ? `--${name}` : `--${name} ${value ?? name.toUpperCase()}`;
    return required ? option : `[${option}]`;
  });
  return [takes, ...words].filter((word) => word !== '').join(' ');
}
