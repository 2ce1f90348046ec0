import { SIGNAL_NUMBERS, type SignalName } from '../../../cluster/machinery/machine.ts';

/** Signals that no simulated program is sent, by their numbers on Linux (signal(7)): they are named all the same. */
const OTHERS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  16: 'SIGSTKFLT',
  17: 'SIGCHLD',
  18: 'SIGCONT',
  19: 'SIGSTOP',
  20: 'SIGTSTP',
  21: 'SIGTTIN',
  22: 'SIGTTOU',
  23: 'SIGURG',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  26: 'SIGVTALRM',
  27: 'SIGPROF',
  28: 'SIGWINCH',
  29: 'SIGIO',
  30: 'SIGPWR',
  31: 'SIGSYS',
  34: 'SIGRTMIN',
  64: 'SIGRTMAX',
};
for (let number = 1; number <= 15; number++) Object.assign(OTHERS, { [34 + number]: `SIGRTMIN+${number}` });
for (let number = 1; number <= 14; number++) Object.assign(OTHERS, { [64 - number]: `SIGRTMAX-${number}` });

/** Every signal's name by its number. */
export const SIGNAL_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(OTHERS).map(([number, name]) => [Number(number), name]),
);

export function signalNumber(text: string): number | undefined {
  if (/^[0-9]+$/.test(text)) return SIGNAL_NAMES.has(Number(text)) ? Number(text) : undefined;
  const upper = text.toUpperCase();
  for (const [number, name] of SIGNAL_NAMES) if (name === upper || name === `SIG${upper}`) return number;
  return undefined;
}

/** Whether programs can be sent it here. */
export function isSent(name: string): name is SignalName {
  return Object.hasOwn(SIGNAL_NUMBERS, name);
}

/** The table of `kill -l` and `trap -l`: five a line. */
export function signalTable(): string {
  const cells = [...SIGNAL_NAMES].map(([number, name]) => `${String(number).padStart(2)}) ${name}`);
  const text = cells.map((cell, index) => cell + (index % 5 === 4 ? '\n' : '\t')).join('');
  return text.endsWith('\n') ? text : `${text}\n`;
}
