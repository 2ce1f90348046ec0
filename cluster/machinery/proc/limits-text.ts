type Limit = readonly [name: string, soft: string, hard: string, unit: string];

/** Of a Debian machine of 8 GiB. */
const LIMITS: readonly Limit[] = [
  ['Max cpu time', 'unlimited', 'unlimited', 'seconds'],
  ['Max file size', 'unlimited', 'unlimited', 'bytes'],
  ['Max data size', 'unlimited', 'unlimited', 'bytes'],
  ['Max stack size', '8388608', 'unlimited', 'bytes'],
  ['Max core file size', '0', 'unlimited', 'bytes'],
  ['Max resident set', 'unlimited', 'unlimited', 'bytes'],
  ['Max processes', '31672', '31672', 'processes'],
  ['Max open files', '1024', '1048576', 'files'],
  ['Max locked memory', '1040781312', '1040781312', 'bytes'],
  ['Max address space', 'unlimited', 'unlimited', 'bytes'],
  ['Max file locks', 'unlimited', 'unlimited', 'locks'],
  ['Max pending signals', '31672', '31672', 'signals'],
  ['Max msgqueue size', '819200', '819200', 'bytes'],
  ['Max nice priority', '0', '0', ''],
  ['Max realtime priority', '0', '0', ''],
  ['Max realtime timeout', 'unlimited', 'unlimited', 'us'],
];

/** /proc/PID/limits */
export function limitsText(): string {
  return [['Limit', 'Soft Limit', 'Hard Limit', 'Units'] as const, ...LIMITS]
    .map(([name, soft, hard, unit]) => `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${unit.padEnd(10)}\n`)
    .join('');
}
