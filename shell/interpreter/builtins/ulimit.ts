import { type Builtin, fail, lettersOf } from './builtin.ts';
import { badOption } from './usage.ts';

/** Letter, what it is called, its unit, and what a session has. */
const RESOURCES: readonly (readonly [letter: string, name: string, unit: string, value: string])[] = [
  ['R', 'real-time non-blocking time', 'microseconds', 'unlimited'],
  ['c', 'core file size', 'blocks', '0'],
  ['d', 'data seg size', 'kbytes', 'unlimited'],
  ['e', 'scheduling priority', '', '0'],
  ['f', 'file size', 'blocks', 'unlimited'],
  ['i', 'pending signals', '', '31458'],
  ['l', 'max locked memory', 'kbytes', '8192'],
  ['m', 'max memory size', 'kbytes', 'unlimited'],
  ['n', 'open files', '', '1024'],
  ['p', 'pipe size', '512 bytes', '8'],
  ['q', 'POSIX message queues', 'bytes', '819200'],
  ['r', 'real-time priority', '', '0'],
  ['s', 'stack size', 'kbytes', '8192'],
  ['t', 'cpu time', 'seconds', 'unlimited'],
  ['u', 'max user processes', '', '512'],
  ['v', 'virtual memory', 'kbytes', 'unlimited'],
  ['x', 'file locks', '', 'unlimited'],
];

export const ulimit: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'SHabcdefiklmnpqrstuvxPRT');
  if ('bad' in parsed) return badOption(shell, 'ulimit', parsed.bad);
  const { letters, operands } = parsed;
  const limitOf = (letter: string, usual: string) => shell.limits.get(letter) ?? usual;
  const line = ([letter, name, unit, value]: (typeof RESOURCES)[number]) => {
    const flag = `(${unit === '' ? '' : `${unit}, `}-${letter}) `;
    return `${name}${flag.padStart(36 - name.length)}${limitOf(letter, value)}\n`;
  };
  if (letters.has('a')) {
    await shell.print(RESOURCES.map(line).join(''));
    return 0;
  }
  const asked = RESOURCES.filter(([letter]) => letters.has(letter));
  if (asked.length === 0) asked.push(RESOURCES.find(([letter]) => letter === 'f')!);
  const [limit] = operands;
  if (limit === undefined) {
    for (const resource of asked)
      await shell.print(asked.length > 1 ? line(resource) : `${limitOf(resource[0], resource[3])}\n`);
    return 0;
  }
  if (!/^(?:[0-9]+|unlimited|hard|soft)$/.test(limit)) return fail(shell, 'ulimit', `${limit}: invalid number`);
  for (const [letter, , , usual] of asked) {
    shell.limits.set(letter, /^[hs]/.test(limit) ? limitOf(letter, usual) : limit.replace(/^0+(?=.)/, ''));
  }
  return 0;
};
