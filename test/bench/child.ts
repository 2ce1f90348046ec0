import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row } from './table.ts';

/** Runs `NAME.ts` of this folder in a fresh process with the garbage collector at hand; it sends its rows. */
export function runInChild(name: string): Promise<Row[]> {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = fork(file, {
      execArgv: ['--expose-gc', '--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let rows: Row[] | null = null;
    child.on('message', (message) => {
      rows = message as Row[];
    });
    child.on('exit', (code) => (rows ? resolve(rows) : reject(new Error(`${name} ended with ${code} and no result`))));
  });
}

export function report(rows: readonly Row[]): void {
  process.send?.(rows, () => process.exit(0));
}

/** What a measurement started ends with it, even when the bench is broken off. */
export function endWithParent(stop: () => void): void {
  process.once('exit', stop);
  process.once('disconnect', () => process.exit(1));
}
