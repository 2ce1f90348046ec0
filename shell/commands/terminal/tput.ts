import type { Process, Program } from '../../../cluster/machinery/machine.ts';
import { ABSENT_BOOLEANS, BOOLEAN_CAPABILITIES, NUMBER_CAPABILITIES, STRING_CAPABILITIES } from './capabilities.ts';

/** Asks the terminal's description: `tput cols`, `tput setaf 1`, `tput cup 3 5`. */
export const tput: Program = async (process) => {
  const args = process.args.slice(1);
  let type = process.environment['TERM'];
  if (args[0]?.startsWith('-T')) type = args.shift()!.slice(2) || args.shift();
  if (args[0] === '-V') {
    await process.stdout.write(Buffer.from('ncurses 6.4.20221231\n'));
    return 0;
  }
  const complain = async (message: string, status: number) => {
    await process.stderr.write(Buffer.from(`tput: ${message}\n`));
    return status;
  };
  if (args[0] === '-S') return complain("unknown terminfo capability '-S'", 4);
  if (args.length === 0) {
    await process.stderr.write(Buffer.from('Usage: tput [-T TERM] CAPNAME [PARAMETER]...\n'));
    return 2;
  }
  if (type === undefined || type === '') return complain('No value for $TERM and no -T specified', 2);
  if (!/^(xterm|screen|tmux|linux|vt\d+|ansi|rxvt|alacritty|kitty)/.test(type))
    return complain(`unknown terminal "${type}"`, 3);
  const [name = '', ...parameters] = args;
  const text = capabilityText(process, name, parameters);
  if (typeof text === 'number') return text;
  if (text === null) return complain(`unknown terminfo capability '${name}'`, 4);
  await process.stdout.write(Buffer.from(text));
  return 0;
};

/** What is printed; a number is the exit status of a capability that is no text; null when there is none. */
function capabilityText(process: Process, name: string, parameters: readonly string[]): string | number | null {
  const { terminal } = process;
  if (name === 'cols' || name === 'co') return `${terminal?.columns() ?? 80}\n`;
  if (name === 'lines' || name === 'li') return `${terminal?.rows() ?? 24}\n`;
  if (name === 'longname') return 'xterm with 256 colors';
  if (name === 'reset' || name === 'init')
    return `${name === 'reset' ? '\x1bc\x1b]104\x07' : ''}${STRING_CAPABILITIES['is2']}`;
  if (name === 'setaf' || name === 'setab') return colour(name === 'setaf' ? 3 : 4, Number(parameters[0] ?? 0));
  if (name === 'sgr') return '\x1b(B\x1b[0m';
  if (BOOLEAN_CAPABILITIES.has(name)) return 0;
  if (ABSENT_BOOLEANS.has(name)) return 1;
  const number = NUMBER_CAPABILITIES[name];
  if (number !== undefined) return `${number}\n`;
  const string = STRING_CAPABILITIES[name];
  return string === undefined ? null : withParameters(string, parameters);
}

function colour(base: 3 | 4, number: number): string {
  if (!Number.isInteger(number) || number < 0) return `\x1b[${base}0m`;
  if (number < 8) return `\x1b[${base}${number}m`;
  return number < 16 ? `\x1b[${base === 3 ? 9 : 10}${number - 8}m` : `\x1b[${base}8;5;${number}m`;
}

function withParameters(text: string, parameters: readonly string[]): string {
  const first = text.includes('%i') ? 1 : 0;
  return text
    .replace('%i', '')
    .replace(/%p([12])/g, (_, at) => String((Number(parameters[Number(at) - 1]) || 0) + first));
}
