import { parentPort } from 'node:worker_threads';
import { workerInput } from '../worker-thread.ts';
import { DatabaseFile } from './database-file.ts';
import type { DatabaseOptions, DatabaseReply, DatabaseRequest } from './database-messages.ts';

/** Writes that come within this time share one commit, and so one fsync. */
const BATCH_MS = 3;

const port = parentPort;
if (!port) throw new Error('database-worker.ts runs in a worker thread');

const file = new DatabaseFile(workerInput<DatabaseOptions>());
let waiting: Extract<DatabaseRequest, { kind: 'write' }>[] = [];

const reply = (message: DatabaseReply) => port.postMessage(message);

function commit(): void {
  const writes = waiting;
  waiting = [];
  if (writes.length === 0) return;
  let results: (Error | null)[];
  try {
    results = file.writeAll(writes.map((write) => write.statements));
  } catch (error) {
    results = writes.map(() => (error instanceof Error ? error : new Error(String(error))));
  }
  for (const [index, write] of writes.entries()) {
    const error = results[index];
    reply(error ? { id: write.id, error: error.message } : { id: write.id, rows: [] });
  }
}

port.on('message', (request: DatabaseRequest) => {
  if (request.kind === 'write') {
    if (waiting.push(request) === 1) setTimeout(commit, BATCH_MS);
    return;
  }
  // A read sees every write that was asked for before it.
  commit();
  try {
    if (request.kind === 'close') file.close();
    reply({ id: request.id, rows: request.kind === 'read' ? file.read(request.statement) : [] });
  } catch (error) {
    reply({ id: request.id, error: error instanceof Error ? error.message : String(error) });
  }
  if (request.kind === 'close') port.close();
});
