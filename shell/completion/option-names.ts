import { commandLineOf } from '../commands/everyday/define.ts';
import type { Shell } from '../interpreter/shell.ts';
import { OPTIONS } from './known-options.ts';

/** Long options of a command, `--name=` where a value follows. */
export function optionNames(shell: Shell, name: string): string[] {
  const known = OPTIONS[name];
  if (known) return known.split(' ').map((option) => (option.startsWith('-') ? option : `--${option}`));
  const program = shell.machine.programs.find(name);
  const line = program && commandLineOf(program);
  if (!line) return [];
  const long = Object.entries(line.long ?? {}).map(([option, key]) => {
    const takesValue = key.length === 1 ? (line.values ?? '').includes(key) : key.endsWith('=');
    return `--${option}${takesValue ? '=' : ''}`;
  });
  return [...long, '--help', '--version'];
}
