export interface VimArguments {
  readonly files: readonly string[];
  /** Commands for the first file, without their `+`. */
  readonly commands: readonly string[];
  /** --cmd. */
  readonly before: readonly string[];
  readonly readOnly: boolean;
  readonly readsInput: boolean;
  readonly vimrc: string | undefined;
}

/** Options of a real vim that change nothing here, alone and with a value. */
const IGNORED = /^-([NnCbeEvyZzlmMDHAFXPsxoOpfVTqr]|[oOp]\d+|es|V\d*|-noplugin|-not-a-term|-nofork|-literal)$/;
const IGNORED_WITH_VALUE = /^(-i|-s|-S|-T|-U|-W|-w|-t|-q|--startuptime|--servername)$/;

export function parseArguments(args: readonly string[]): VimArguments | { help: true } | { problem: string } {
  const [program = 'vim', ...rest] = args;
  const files: string[] = [];
  const commands: string[] = [];
  const before: string[] = [];
  let readOnly = program.endsWith('view');
  let readsInput = false;
  let vimrc: string | undefined;
  for (let at = 0; at < rest.length; at++) {
    const arg = rest[at]!;
    if (arg === '--') {
      files.push(...rest.slice(at + 1));
      break;
    }
    if (arg === '-h' || arg === '--help') return { help: true };
    if (arg.startsWith('+')) commands.push(arg.slice(1));
    else if (arg === '-') readsInput = true;
    else if (arg === '-R') readOnly = true;
    else if (arg === '--clean') vimrc = 'DEFAULTS';
    else if (arg === '-c' || arg === '--cmd' || arg === '-u') {
      const value = rest[++at];
      if (value === undefined) return { problem: usage(`Argument missing after: "${arg}"`) };
      if (arg === '-c') commands.push(value);
      else if (arg === '--cmd') before.push(value);
      else vimrc = value;
    } else if (IGNORED_WITH_VALUE.test(arg)) at++;
    else if (/^-./.test(arg)) {
      if (!IGNORED.test(arg)) return { problem: usage(`Unknown option argument: "${arg}"`) };
    } else files.push(arg);
  }
  return { files, commands, before, readOnly, readsInput, vimrc };
}

const usage = (problem: string): string =>
  `VIM - Vi IMproved 9.0 (2022 Jun 28, compiled Feb 16 2025 05:23:41)\n${problem}\nMore info with: "vim -h"\n`;
