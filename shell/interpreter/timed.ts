import type { Pipeline } from '../parser/ast.ts';
import type { Shell } from './shell.ts';

const USUAL = '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS';
const POSIX = 'real %2R\nuser %2U\nsys %2S';

/** `time pipeline`: how long it took by the machine's clock, on standard error, as TIMEFORMAT says. */
export async function timedPipeline(
  shell: Shell,
  pipeline: Pipeline,
  run: (pipeline: Pipeline) => Promise<number>,
): Promise<number> {
  const { timed, ...untimed } = pipeline;
  const start = shell.machine.clock.now();
  const status = await run(untimed);
  const seconds = (shell.machine.clock.now() - start) / 1000;
  const format = timed === 'posix' ? POSIX : (shell.variables.get('TIMEFORMAT') ?? USUAL);
  if (format !== '') await shell.write(2, `${formatted(format, seconds)}\n`);
  return status;
}

/** `%[p][l]R` and its kin: seconds with p decimals, l with minutes. Programs here use no processor time of their own. */
function formatted(format: string, realSeconds: number): string {
  return format.replace(/%(?:%|([0-9]?)(l?)([RUS])|P)/g, (all, digits: string, long: string, what: string) => {
    if (all === '%%') return '%';
    if (all === '%P') return '0.00';
    const decimals = digits === '' ? 3 : Math.min(3, Number(digits));
    const seconds = what === 'R' ? realSeconds : 0;
    if (long === '') return seconds.toFixed(decimals);
    return `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(decimals)}s`;
  });
}
