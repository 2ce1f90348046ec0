import { parentPort } from 'node:worker_threads';
import { createCluster } from '../../../cluster/create-cluster.ts';
import { RealClock } from '../../../cluster/machinery/clock.ts';
import { workerInput } from '../../worker-thread.ts';
import { ClusterHost } from './cluster-host.ts';
import { containFailures } from './contain-failures.ts';
import type { ToWorker, WorkerOptions } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('cluster-worker.ts runs in a worker thread');

containFailures(process, (details, message) => console.error(JSON.stringify({ level: 50, message, details })));

const host = new ClusterHost({
  createCluster,
  clock: new RealClock(),
  pace: workerInput<WorkerOptions>().pace,
  post: (message, transfer) => port.postMessage(message, transfer ?? []),
});
port.on('message', (message: ToWorker) => host.receive(message));
