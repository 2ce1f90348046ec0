import { Worker, type WorkerOptions, workerData } from 'node:worker_threads';

// A worker does not inherit a loader that was registered at run time: each one registers its own, as bin/rabbithole.js does.
const BOOT = `
  const { workerData } = require('node:worker_threads');
  const boot = async () => {
    if (workerData.entry.endsWith('.ts')) (await import(workerData.loader)).register();
    await import(workerData.entry);
  };
  boot().catch((error) => { setImmediate(() => { throw error; }); });
`;

/** Starts a TypeScript (or compiled) file in a worker thread. It reads its own data with `workerInput()`. */
export function startWorker(
  entry: URL,
  data: unknown,
  options: Pick<WorkerOptions, 'resourceLimits' | 'name'> = {},
): Worker {
  const loader = entry.pathname.endsWith('.ts') ? import.meta.resolve('tsx/esm/api') : '';
  return new Worker(BOOT, {
    ...options,
    eval: true,
    execArgv: [],
    workerData: { entry: entry.href, loader, data },
  });
}

/** Inside a worker: what `startWorker` was given. */
export function workerInput<T>(): T {
  return (workerData as { data: T }).data;
}
