export interface TcpdumpOptions {
  readonly flags: ReadonlyMap<string, number>;
  readonly values: ReadonlyMap<string, string>;
  readonly filter: string;
}

const FLAGS = 'AbdDefhHIJKlLnNOpqStuUvxX#';
const VALUES = 'BcCEFGijMQrsTVwWyzZ';
/** The letter that a long name stands for; `+`: a flag that has only this name, with its value after `=` where one is needed. */
const LONG: Readonly<Record<string, string>> = {
  'absolute-tcp-sequence-numbers': 'S',
  'buffer-size': 'B',
  count: 'count',
  direction: 'Q',
  'dont-verify-checksums': 'K',
  help: 'h',
  'immediate-mode': 'immediate',
  interface: 'i',
  'list-interfaces': 'D',
  linktype: 'y',
  micro: 'micro',
  nano: 'nano',
  'no-promiscuous-mode': 'p',
  'no-optimize': 'O',
  number: '#',
  'packet-buffered': 'U',
  print: 'print',
  'relinquish-privileges': 'Z',
  'snapshot-length': 's',
  'time-stamp-precision': 'precision=',
  version: 'version',
};

/** getopt_long(3); a string is what is wrong. */
export function parseOptions(args: readonly string[]): TcpdumpOptions | string {
  const flags = new Map<string, number>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  const flag = (name: string) => flags.set(name, (flags.get(name) ?? 0) + 1);
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [name = '', given] = splitOnce(arg.slice(2));
      const key = LONG[name];
      if (key === undefined) return `unrecognized option '--${name}'`;
      if (!key.endsWith('=') && !(key.length === 1 && VALUES.includes(key))) flag(key);
      else {
        const value = given ?? args[++at];
        if (value === undefined) return `option '--${name}' requires an argument`;
        values.set(key.replace('=', ''), value);
      }
    } else if (/^-./.test(arg)) {
      for (let index = 1; index < arg.length; index++) {
        const letter = arg[index]!;
        if (VALUES.includes(letter)) {
          const value = arg.slice(index + 1) || args[++at];
          if (value === undefined) return `option requires an argument -- '${letter}'`;
          values.set(letter, value);
          break;
        }
        if (!FLAGS.includes(letter)) return `invalid option -- '${letter}'`;
        flag(letter);
      }
    } else operands.push(arg);
  }
  return { flags, values, filter: operands.join(' ') };
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
