import { describeJob } from './foreground.ts';
import type { Shell } from './shell.ts';

/** Looks which jobs were stopped, or go on, without the shell's doing (`kill -STOP`, a read of the terminal). */
export function noteStates(shell: Shell): void {
  for (const job of shell.jobs.list()) {
    if (job.state === 'done') continue;
    const isStopped = job.processes.some((process) => process.isStopped());
    if (isStopped === (job.state === 'stopped')) continue;
    job.state = isStopped ? 'stopped' : 'running';
    job.notified = !isStopped;
    if (isStopped) shell.jobs.touch(job);
  }
}

/** Tells of jobs that ended or stopped since it was told last, and forgets those that ended. */
export async function announceJobs(shell: Shell): Promise<void> {
  noteStates(shell);
  for (const job of shell.jobs.list()) {
    if (job.isFresh) {
      // Programs and signals take their time: what has just begun or was ended is told of at the prompt after.
      job.isFresh = false;
      continue;
    }
    if (!job.notified && job.state !== 'running') {
      await shell.write(2, `${job.state === 'stopped' ? '\n' : ''}${describeJob(shell, job)}\n`);
    }
    job.notified = true;
  }
  for (const job of [...shell.jobs.list()]) if (job.state === 'done' && job.notified) shell.jobs.remove(job);
}
