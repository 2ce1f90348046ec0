import type { ExitStatus, RunningProcess, SignalName } from '../../cluster/machinery/machine.ts';
import { BreakLoop, Interrupted } from './control-flow.ts';
import { type Job, statusOf } from './jobs.ts';
import type { Shell } from './shell.ts';

/** How bash names the signals that end jobs. */
const DEATHS: Partial<Record<SignalName, string>> = {
  SIGHUP: 'Hangup',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
};

/** Registers a started pipeline and notes how each of its processes ends. */
export function trackJob(
  shell: Shell,
  processes: readonly RunningProcess[],
  text: string,
  background: boolean,
): { job: Job; done: Promise<void> } {
  const job = shell.jobs.add(processes, text, background);
  const ends = processes.map(async (process, index) => {
    const ended = await process.exited;
    job.statuses[index] = statusOf(ended);
    shell.jobs.ended.set(process.pid, statusOf(ended));
    if (index === processes.length - 1) job.ended = ended;
  });
  const done = Promise.all(ends).then(() => {
    job.state = 'done';
    job.notified = !job.background;
    shell.onJobChange?.();
  });
  return { job, done };
}

/** Waits until the job has ended or is stopped; the terminal is the job's meanwhile. Gives its status. */
export async function waitInForeground(shell: Shell, job: Job, done: Promise<void>): Promise<number> {
  const { terminal } = shell.process;
  const controls = shell.options.has('monitor') && terminal !== null;
  if (controls) terminal.setForegroundGroup(job.group);
  const stopped = Promise.race(job.processes.map((process) => process.stopped())).then(() => 'stopped' as const);
  const outcome = await Promise.race([done, shell.options.has('monitor') ? stopped : done, endOf(shell)]);
  if (controls) {
    terminal.setForegroundGroup(shell.group);
    terminal.setRaw(false);
    // What ended by itself may have meant it (`stty -echo`).
    if (outcome === 'stopped' || job.ended?.signal) terminal.setEcho(true);
  }
  shell.process.signal.throwIfAborted();
  if (outcome === 'stopped') return suspended(shell, job);
  shell.jobs.remove(job);
  for (const other of shell.jobs.list()) other.isFresh = false;
  return afterEnd(shell, job);
}

function endOf(shell: Shell): Promise<void> {
  const { signal } = shell.process;
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function suspended(shell: Shell, job: Job): Promise<number> {
  job.state = 'stopped';
  job.background = true;
  job.notified = true;
  shell.jobs.touch(job);
  await shell.write(2, `\n${describeJob(shell, job)}\n`);
  // A loop does not go on without the command that was stopped in it.
  if (shell.loopDepth > 0) throw new BreakLoop(shell.loopDepth);
  return 148;
}

async function afterEnd(shell: Shell, job: Job): Promise<number> {
  const ended: ExitStatus = job.ended ?? { code: 0 };
  if (ended.signal === 'SIGINT' && shell.interactive) {
    await shell.write(2, '\n');
    shell.status = 130;
    throw new Interrupted();
  } else if (ended.signal && DEATHS[ended.signal]) {
    const death = DEATHS[ended.signal]!;
    const where = shell.interactive ? '' : `${shell.prefix()}: ${String(job.processes.at(-1)!.pid).padStart(5)} `;
    await shell.write(2, `${where}${where ? death.padEnd(24) + job.text : death}\n`);
  }
  const statuses = job.statuses.map((status) => status ?? 0);
  shell.pipeStatuses = statuses;
  if (!shell.options.has('pipefail')) return statuses.at(-1) ?? 0;
  return [...statuses].reverse().find((status) => status !== 0) ?? 0;
}

/** `[1]+  Running                 sleep 5 &`, as `jobs` prints it. */
export function describeJob(shell: Shell, job: Job, withPids = false): string {
  const pid = withPids ? `${String(job.processes[0]?.pid ?? 0).padStart(5)} ` : '';
  const mark = shell.jobs.markOf(job);
  const suffix = job.state === 'running' ? ' &' : '';
  return `[${job.id}]${mark}  ${pid}${stateText(job).padEnd(24)}${job.text}${suffix}`;
}

function stateText(job: Job): string {
  if (job.state === 'running') return 'Running';
  if (job.state === 'stopped') return 'Stopped';
  if (job.ended?.signal === 'SIGINT') return 'Interrupt';
  if (job.ended?.signal) return DEATHS[job.ended.signal] ?? 'Done';
  const code = job.ended?.code ?? 0;
  return code === 0 ? 'Done' : `Exit ${code}`;
}
