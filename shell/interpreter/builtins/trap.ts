import { quoteForReuse } from '../quoting.ts';
import { type Builtin, fail } from './builtin.ts';
import { signalOf } from './jobs.ts';

const PSEUDO = new Set(['EXIT', 'ERR', 'DEBUG', 'RETURN']);

function nameOf(text: string): string | undefined {
  const upper = text.toUpperCase();
  if (text === '0') return 'EXIT';
  return PSEUDO.has(upper) ? upper : signalOf(text);
}

export const trap: Builtin = async (shell, args) => {
  const operands = args.slice(args[1] === '--' ? 2 : 1);
  const [action, ...names] = operands;
  if (action === undefined || action === '-p') {
    const wanted = names.map(nameOf);
    for (const [name, command] of shell.traps) {
      if (wanted.length === 0 || wanted.includes(name))
        await shell.print(`trap -- ${quoteForReuse(command)} ${name}\n`);
    }
    return 0;
  }
  // A first word that is a signal number resets it.
  const resets = names.length === 0 || action === '-';
  let status = 0;
  for (const text of names.length === 0 ? [action] : names) {
    const name = nameOf(text);
    if (name === undefined) status = await fail(shell, 'trap', `${text}: invalid signal specification`);
    else shell.setTrap(name, resets ? undefined : action);
  }
  return status;
};
