import { applyInitText, contentOf, readlineOf } from '../../interactive-readline.ts';
import { COMMAND_NAMES } from '../../line-editor/command-names.ts';
import { applyInitLine } from '../../line-editor/init-file.ts';
import { formatKeySequence, parseKeySequence } from '../../line-editor/key-notation.ts';
import type { Keymap } from '../../line-editor/keymap.ts';
import { Readline } from '../../line-editor/readline.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail } from './builtin.ts';

const USAGE =
  'bind: usage: bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]\n';

/** Key bindings and settings of the line editor. */
export const bind: Builtin = async (shell, args) => {
  const readline = readlineOf(shell);
  let keymap = readline.currentKeymap;
  let at = 1;
  let status = 0;
  for (; at < args.length && /^-./.test(args[at]!); at++) {
    const arg = args[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    for (let index = 1; index < arg.length; index++) {
      const letter = arg[index]!;
      if ('lpsvPSVX'.includes(letter)) await shell.print(listing(readline, keymap, letter));
      else if ('mfqurx'.includes(letter)) {
        const value = arg.slice(index + 1) || args[++at];
        if (value === undefined) return misused(shell, `-${letter}: option requires an argument`);
        const named = letter === 'm' ? Readline.keymapNamed(value) : undefined;
        if (named) keymap = readline.keymap(named);
        else status = (await withValue(shell, readline, keymap, letter, value)) || status;
        break;
      } else return misused(shell, `-${letter}: invalid option`);
    }
  }
  for (const line of args.slice(at)) status = (await bindLine(shell, readline, line)) || status;
  return status;
};

async function misused(shell: Shell, problem: string): Promise<number> {
  await shell.complain(`bind: ${problem}`);
  await shell.write(2, USAGE);
  return 2;
}

async function bindLine(shell: Shell, readline: Readline, line: string): Promise<number> {
  const command = /:\s*([a-z][a-z-]*)\s*$/.exec(line)?.[1];
  const isKnown = command === undefined || /^set\s/.test(line) || COMMAND_NAMES.includes(command);
  if (!isKnown) return fail(shell, 'bind', `${command}: unknown function name`);
  applyInitLine(readline, line);
  return 0;
}

async function withValue(
  shell: Shell,
  readline: Readline,
  keymap: Keymap,
  letter: string,
  value: string,
): Promise<number> {
  if (letter === 'm') return fail(shell, 'bind', `\`${value}': invalid keymap name`);
  if (letter === 'r') keymap.unbind(parseKeySequence(value));
  else if (letter === 'f') {
    const text = contentOf(shell, value);
    if (text === undefined) return fail(shell, 'bind', `${value}: cannot read: No such file or directory`);
    applyInitText(shell, readline, text);
  } else if (letter === 'x') {
    const parsed = /^"((?:[^"\\]|\\.)*)"\s*:\s*(.*)$/s.exec(value);
    if (!parsed) return fail(shell, 'bind', `${value}: first non-whitespace character is not \`"'`);
    keymap.bind(parseKeySequence(parsed[1]!), { shellCommand: parsed[2]!.replace(/^(['"])(.*)\1$/s, '$2') });
  } else {
    if (!COMMAND_NAMES.includes(value)) return fail(shell, 'bind', `\`${value}': unknown function name`);
    const keys = keysOf(keymap, value);
    if (letter === 'u') for (const key of keys) keymap.unbind(key);
    else {
      const shown = keys.slice(0, 5).map((key) => `"${formatKeySequence(key)}"`);
      if (keys.length === 0) await shell.print(`${value} is not bound to any keys.\n`);
      else await shell.print(`${value} can be invoked via ${shown.join(', ')}${keys.length > 5 ? ', ...' : ''}.\n`);
      return keys.length === 0 ? 1 : 0;
    }
  }
  return 0;
}

function keysOf(keymap: Keymap, command: string): string[] {
  return keymap
    .entries()
    .flatMap(([keys, binding]) => ('command' in binding && binding.command === command ? [keys] : []));
}

function listing(readline: Readline, keymap: Keymap, letter: string): string {
  const lines = (values: readonly string[]) => values.map((value) => `${value}\n`).join('');
  if (letter === 'l') return lines(COMMAND_NAMES);
  if (letter === 'v') return lines(readline.settings.entries().map(([name, value]) => `set ${name} ${value}`));
  if (letter === 'V') return lines(readline.settings.entries().map(([name, value]) => `${name} is set to \`${value}'`));
  if (letter === 's' || letter === 'S') {
    return lines(
      keymap.entries().flatMap(([keys, binding]) => {
        if (!('macro' in binding)) return [];
        const [shown, macro] = [formatKeySequence(keys), formatKeySequence(binding.macro)];
        return [letter === 's' ? `"${shown}": "${macro}"` : `${shown} outputs ${macro}`];
      }),
    );
  }
  if (letter === 'X') {
    return lines(
      keymap
        .entries()
        .flatMap(([keys, binding]) =>
          'shellCommand' in binding ? [`"${formatKeySequence(keys)}": "${binding.shellCommand}"`] : [],
        ),
    );
  }
  return `\n${lines(COMMAND_NAMES.flatMap((name) => boundLines(name, keysOf(keymap, name), letter === 'p')))}`;
}

function boundLines(name: string, keys: readonly string[], forInit: boolean): string[] {
  if (forInit) {
    if (keys.length === 0) return [`# ${name} (not bound)`];
    return keys.map((key) => `"${formatKeySequence(key)}": ${name}`);
  }
  if (keys.length === 0) return [`${name} is not bound to any keys`];
  const shown = keys.slice(0, 5).map((key) => `"${formatKeySequence(key)}"`);
  return [`${name} can be found on ${shown.join(', ')}${keys.length > 5 ? ', ...' : '.'}`];
}
