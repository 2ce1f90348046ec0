import type { Builtin } from './builtin.ts';

/** POSIX getopts; the place inside a group of letters is kept in the shell between calls. */
export const getopts: Builtin = async (shell, args) => {
  const [, spec, name, ...given] = args;
  if (spec === undefined || name === undefined) {
    await shell.write(2, 'getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  const words = args.length > 3 ? given : shell.positional;
  const silent = spec.startsWith(':');
  let index = Number(shell.variables.get('OPTIND') ?? 1);
  if (index !== shell.getopts.index) shell.getopts = { index, letter: 1 };
  const word = words[index - 1];
  const end = () => {
    shell.variables.set(name, '?');
    shell.variables.set('OPTIND', String(index));
    shell.getopts = { index, letter: 1 };
    return 1;
  };
  if (word === '--') {
    index++;
    return end();
  }
  if (word === undefined || !/^-./.test(word)) return end();
  const letter = word[shell.getopts.letter]!;
  const at = letter === ':' ? -1 : spec.indexOf(letter, silent ? 1 : 0);
  const takesValue = at >= 0 && spec[at + 1] === ':';
  let rest = word.slice(shell.getopts.letter + 1);
  if (rest === '' || takesValue) index++;
  shell.variables.unset('OPTARG');
  let result = letter;
  if (at < 0) {
    result = '?';
    if (silent) shell.variables.set('OPTARG', letter);
    else if (shell.variables.get('OPTERR') !== '0')
      await shell.write(2, `${shell.name}: illegal option -- ${letter}\n`);
  } else if (takesValue) {
    if (rest === '' && words[index - 1] === undefined) {
      result = silent ? ':' : '?';
      if (silent) shell.variables.set('OPTARG', letter);
      else await shell.write(2, `${shell.name}: option requires an argument -- ${letter}\n`);
    } else {
      shell.variables.set('OPTARG', rest === '' ? words[index++ - 1]! : rest);
    }
    rest = '';
  }
  shell.variables.set(name, result);
  shell.variables.set('OPTIND', String(index));
  shell.getopts = { index, letter: rest === '' ? 1 : shell.getopts.letter + 1 };
  return 0;
};
