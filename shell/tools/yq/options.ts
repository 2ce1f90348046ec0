export type YamlFormat = 'yaml' | 'json' | 'props' | 'csv' | 'tsv';

export interface YqOptions {
  readonly expression: string;
  readonly files: readonly string[];
  readonly input: YamlFormat;
  readonly output: YamlFormat;
  readonly inPlace: boolean;
  readonly pretty: boolean;
  /** Scalars without quotes; null is what the output format does. */
  readonly unwrap: boolean;
  readonly nullInput: boolean;
  readonly all: boolean;
  readonly indent: number;
  readonly noDocuments: boolean;
  readonly colors: boolean | null;
  readonly exitStatus: boolean;
}

/** How yq was called wrong; the exit status is 1. */
export class UsageError extends Error {}

export const YQ_HELP = `Usage:
  yq [flags] EXPRESSION [FILE]...
  yq eval-all [flags] EXPRESSION [FILE]...

Flags:
  -C, --colors                 with colours
  -e, --exit-status            the exit status is 1 where there is nothing, null or false
  -n, --null-input             no input: the expression makes it
  -i, --inplace                change the first file itself
  -p, --input-format FORMAT    yaml or json
  -o, --output-format FORMAT   yaml, json, props, csv or tsv
  -P, --prettyPrint            block style throughout
  -I, --indent N               blanks of one level (2)
  -r, --unwrapScalar           scalars without quotes (the default)
  -N, --no-doc                 no lines between documents
  -V, --version                what this is
`;

const FORMATS: Readonly<Record<string, YamlFormat>> = {
  yaml: 'yaml',
  y: 'yaml',
  yml: 'yaml',
  json: 'json',
  j: 'json',
  props: 'props',
  p: 'props',
  csv: 'csv',
  c: 'csv',
  tsv: 'tsv',
  t: 'tsv',
};
const LONG: Readonly<Record<string, string>> = {
  colors: 'C',
  'exit-status': 'e',
  'null-input': 'n',
  inplace: 'i',
  'input-format': 'p',
  'output-format': 'o',
  prettyPrint: 'P',
  indent: 'I',
  unwrapScalar: 'r',
  'no-doc': 'N',
  version: 'V',
  help: 'h',
  'no-colors': 'M',
  tojson: 'j',
  expression: 'x',
};

export function readOptions(args: readonly string[]): YqOptions | 'help' | 'version' {
  const values = new Map<string, string>();
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      words.push(...args.slice(at + 1));
      break;
    }
    if (!/^-./.test(arg)) {
      words.push(arg);
      continue;
    }
    const [name, given] = nameOf(arg);
    for (const [index, letter] of [...name].entries()) {
      if (letter === 'h') return 'help';
      if (letter === 'V') return 'version';
      if (!'CMenipoPIrNjx'.includes(letter)) throw new UsageError(`unknown shorthand flag: '${letter}' in ${arg}`);
      if ('poIx'.includes(letter)) {
        const attached = given ?? (name.slice(index + 1).replace(/^=/, '') || undefined);
        const value = attached ?? args[++at];
        if (value === undefined) throw new UsageError(`flag needs an argument: '${letter}' in ${arg}`);
        values.set(letter, value);
        break;
      }
      values.set(letter, given ?? 'true');
      if (name[index + 1] === '=') {
        values.set(letter, name.slice(index + 2));
        break;
      }
    }
  }
  return optionsOf(values, words);
}

function nameOf(arg: string): [string, string | undefined] {
  if (!arg.startsWith('--')) return [arg.slice(1), undefined];
  const [name = '', value] = arg.slice(2).split(/=(.*)/s, 2);
  const letter = LONG[name];
  if (!letter) throw new UsageError(`unknown flag: --${name}`);
  return [letter, value];
}

function formatOf(name: string | undefined): YamlFormat | undefined {
  if (name === undefined || name === 'auto' || name === 'a') return undefined;
  const format = FORMATS[name];
  if (!format) throw new UsageError(`unknown format '${name}' please use [yaml|json|props|csv|tsv]`);
  return format;
}

function optionsOf(values: ReadonlyMap<string, string>, given: readonly string[]): YqOptions {
  const words = [...given];
  const command = words[0];
  if (command === 'eval' || command === 'e' || command === 'eval-all' || command === 'ea') words.shift();
  const nullInput = values.has('n');
  const expression = values.get('x') ?? expressionOf(words, nullInput);
  const isJson = /\.json$/.test(words[0] ?? '');
  const input = formatOf(values.get('p')) ?? (isJson ? 'json' : 'yaml');
  const output = formatOf(values.get('o')) ?? (values.has('j') || (isJson && !values.has('o')) ? 'json' : input);
  return {
    expression,
    files: words,
    input,
    output,
    inPlace: values.has('i'),
    pretty: values.has('P'),
    unwrap: values.get('r') !== 'false' && (values.has('r') || output !== 'json'),
    nullInput,
    all: command === 'eval-all' || command === 'ea',
    indent: Number(values.get('I') ?? 2),
    noDocuments: values.has('N'),
    colors: values.has('C') ? true : values.has('M') ? false : null,
    exitStatus: values.has('e'),
  };
}

/** A single word that looks like a file's name is one. */
function expressionOf(words: string[], nullInput: boolean): string {
  const [first] = words;
  if (first === undefined) return '.';
  if (!nullInput && words.length === 1 && /^[^.$({[|"'][^|()]*\.(ya?ml|json)$|^-$|^\/[^|()]*$/.test(first)) return '.';
  words.shift();
  return first;
}
