import type { Pipeline } from '../parser/ast.ts';
import type { Shell } from './shell.ts';

/** `time pipeline`: how long it took by the machine's clock, on standard error. */
export async function timedPipeline(
  shell: Shell,
  pipeline: Pipeline,
  run: (pipeline: Pipeline) => Promise<number>,
): Promise<number> {
  const { timed, ...untimed } = pipeline;
  const start = shell.machine.clock.now();
  const status = await run(untimed);
  const seconds = (shell.machine.clock.now() - start) / 1000;
  if (timed === 'posix') await shell.write(2, `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`);
  else {
    const real = `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s`;
    await shell.write(2, `\nreal\t${real}\nuser\t0m0.000s\nsys\t0m0.000s\n`);
  }
  return status;
}
