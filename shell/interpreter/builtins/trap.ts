import { PSEUDO_SIGNALS } from '../pseudo-signals.ts';
import { quoteForReuse } from '../quoting.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';
import { SIGNAL_NAMES, signalNumber, signalTable } from './signal-names.ts';
import { badOption, usage } from './usage.ts';

function nameOf(text: string): string | undefined {
  const upper = text.toUpperCase();
  if (text === '0' || upper === 'EXIT' || upper === 'SIGEXIT') return 'EXIT';
  const pseudo = [...PSEUDO_SIGNALS].find((name) => name === upper || `SIG${name}` === upper);
  const number = signalNumber(text);
  return pseudo ?? (number === undefined ? undefined : SIGNAL_NAMES.get(number));
}

export const trap: Builtin = async (shell, args) => {
  const isAction = args[1] === '-' || args[1] === '';
  const parsed = isAction ? { letters: new Set<string>(), operands: args.slice(1) } : lettersOf(args, 'lp');
  if ('bad' in parsed) return badOption(shell, 'trap', parsed.bad);
  const { letters, operands } = parsed;
  if (letters.has('l')) {
    await shell.print(signalTable());
    return 0;
  }
  if (letters.has('p') || operands.length === 0) return printTraps(shell, operands);
  return setTraps(shell, operands);
};

async function printTraps(shell: Shell, operands: readonly string[]): Promise<number> {
  let status = 0;
  const order = ['EXIT', ...SIGNAL_NAMES.values(), ...PSEUDO_SIGNALS];
  for (const text of operands.length > 0 ? operands : order) {
    const name = nameOf(text);
    if (name === undefined) status = await fail(shell, 'trap', `${text}: invalid signal specification`);
    const action = name === undefined ? undefined : (shell.traps.get(name) ?? shell.inheritedTraps.get(name));
    if (action !== undefined) await shell.print(`trap -- ${quoteForReuse(action)} ${name}\n`);
  }
  return status;
}

async function setTraps(shell: Shell, operands: readonly string[]): Promise<number> {
  const [action = '', ...names] = operands;
  if (names.length === 0 && nameOf(action) === undefined) return usage(shell, 'trap');
  // A single signal, or a number in the action's place, is set back.
  const resets = names.length === 0 || action === '-' || (/^[0-9]+$/.test(action) && nameOf(action) !== undefined);
  const isList = names.length === 0 || (resets && action !== '-');
  let status = 0;
  for (const text of isList ? operands : names) {
    const name = nameOf(text);
    if (name === undefined) status = await fail(shell, 'trap', `${text}: invalid signal specification`);
    else {
      shell.inheritedTraps.clear();
      shell.setTrap(name, resets ? undefined : action);
    }
  }
  return status;
}
