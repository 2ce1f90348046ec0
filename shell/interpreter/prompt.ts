import type { Shell } from './shell.ts';
import { formatTime } from './time-format.ts';

/** The backslash escapes of PS1 and its kin (Bash Reference Manual, 6.9). */
export function expandPrompt(shell: Shell, prompt: string): string {
  return prompt.replace(/\\(?:D\{([^}]*)\}|([0-7]{3})|(.))/gs, (all, format, octal, char) => {
    if (format !== undefined) return formatTime(format === '' ? '%X' : format, shell.machine.clock.now());
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return ESCAPES[char as string]?.(shell) ?? all;
  });
}

const ESCAPES: Readonly<Record<string, (shell: Shell) => string>> = {
  a: () => '\x07',
  e: () => '\x1b',
  n: () => '\n',
  r: () => '\r',
  '\\': () => '\\',
  // Readline's marks around what takes no room on the screen.
  '[': () => '\x01',
  ']': () => '\x02',
  u: (shell) => shell.variables.get('USER') ?? 'root',
  h: (shell) => shell.machine.hostname.split('.')[0]!,
  H: (shell) => shell.machine.hostname,
  w: (shell) => withTilde(shell),
  W: (shell) => lastName(withTilde(shell)),
  $: (shell) => ((shell.variables.get('USER') ?? 'root') === 'root' ? '#' : '$'),
  s: () => 'bash',
  v: () => '5.2',
  V: () => '5.2.15',
  j: (shell) => String(shell.jobs.list().length),
  '!': (shell) => String(shell.history.length + 1),
  '#': (shell) => String(shell.history.length + 1),
  l: () => '0',
  d: (shell) => formatTime('%a %b %d', shell.machine.clock.now()),
  t: (shell) => formatTime('%H:%M:%S', shell.machine.clock.now()),
  T: (shell) => formatTime('%I:%M:%S', shell.machine.clock.now()),
  '@': (shell) => formatTime('%I:%M %p', shell.machine.clock.now()),
  A: (shell) => formatTime('%H:%M', shell.machine.clock.now()),
};

function withTilde(shell: Shell): string {
  const home = shell.variables.get('HOME');
  const directory = shell.workingDirectory;
  if (!home || home === '/') return directory;
  return directory === home || directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory;
}

function lastName(path: string): string {
  return path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1);
}
