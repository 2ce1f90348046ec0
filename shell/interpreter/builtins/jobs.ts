import type { SignalName } from '../../../cluster/machinery/machine.ts';
import { SIGNAL_NUMBERS } from '../../../cluster/machinery/machine.ts';
import { describeJob, waitInForeground } from '../foreground.ts';
import type { Job } from '../jobs.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';

async function found(shell: Shell, name: string, spec: string | undefined): Promise<Job | null> {
  const job = shell.jobs.find(spec ?? '%+');
  if (job && job !== 'ambiguous') return job;
  const reason = job === 'ambiguous' ? 'ambiguous job spec' : 'no such job';
  await fail(shell, name, `${spec ?? 'current'}: ${reason}`);
  return null;
}

export const jobs: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'lpnrs');
  if ('bad' in parsed) return fail(shell, 'jobs', `${parsed.bad}: invalid option`, 2);
  const { letters, operands } = parsed;
  const wanted: Job[] = [];
  for (const spec of operands) {
    const job = await found(shell, 'jobs', spec);
    if (!job) return 1;
    wanted.push(job);
  }
  for (const job of operands.length > 0 ? wanted : [...shell.jobs.list()]) {
    if (letters.has('r') && job.state !== 'running') continue;
    if (letters.has('s') && job.state !== 'stopped') continue;
    if (letters.has('p')) await shell.print(`${job.group}\n`);
    else await shell.print(`${describeJob(shell, job, letters.has('l'))}\n`);
    if (job.state === 'done') shell.jobs.remove(job);
  }
  return 0;
};

/** Resolves when every process of the job has ended. */
function ended(job: Job): Promise<void> {
  return Promise.all(job.processes.map((process) => process.exited)).then(() => {});
}

export const fg: Builtin = async (shell, args) => {
  if (!shell.options.has('monitor')) return fail(shell, 'fg', 'no job control');
  const job = await found(shell, 'fg', args[1]);
  if (!job) return 1;
  await shell.print(`${job.text}\n`);
  resume(shell, job);
  job.background = false;
  shell.process.terminal?.setForegroundGroup(job.group);
  return waitInForeground(shell, job, ended(job));
};

export const bg: Builtin = async (shell, args) => {
  if (!shell.options.has('monitor')) return fail(shell, 'bg', 'no job control');
  const job = await found(shell, 'bg', args[1]);
  if (!job) return 1;
  if (job.state === 'running') return fail(shell, 'bg', `job ${job.id} already in background`, 0);
  await shell.print(`[${job.id}]${shell.jobs.markOf(job)} ${job.text} &\n`);
  resume(shell, job);
  return 0;
};

function resume(shell: Shell, job: Job): void {
  if (job.state === 'stopped') job.state = 'running';
  shell.machine.processes.signalGroup(job.group, 'SIGCONT');
}

export const wait: Builtin = async (shell, args) => {
  const operands = args.slice(1).filter((arg) => arg !== '-n' && arg !== '-f');
  const trapped = new Promise<'trapped'>((resolve) => {
    shell.onTrap = () => resolve('trapped');
  });
  try {
    const running = () => shell.jobs.list().filter(({ state, background }) => state === 'running' && background);
    if (args.includes('-n')) return await waitForAny(shell, running());
    if (operands.length === 0) {
      const done = Promise.all(running().map(ended)).then(() => 0);
      const outcome = await shell.interruptible(Promise.race([trapped, done]));
      forgetDone(shell);
      return outcome === 'trapped' ? 130 : 0;
    }
    let status = 0;
    for (const operand of operands) {
      const outcome = await shell.interruptible(Promise.race([trapped, waitForOne(shell, operand)]));
      if (outcome === 'trapped') return 130;
      status = outcome;
    }
    return status;
  } finally {
    shell.onTrap = null;
  }
};

function forgetDone(shell: Shell): void {
  for (const job of [...shell.jobs.list()]) if (job.state === 'done') shell.jobs.remove(job);
}

async function waitForAny(shell: Shell, running: readonly Job[]): Promise<number> {
  if (running.length === 0) return 127;
  const job = await shell.interruptible(Promise.race(running.map((job) => ended(job).then(() => job))));
  shell.jobs.remove(job);
  return job.statuses.at(-1) ?? 0;
}

async function waitForOne(shell: Shell, operand: string): Promise<number> {
  if (operand.startsWith('%')) {
    const job = await found(shell, 'wait', operand);
    if (!job) return 127;
    await ended(job);
    shell.jobs.remove(job);
    return job.statuses.at(-1) ?? 0;
  }
  const pid = Number(operand);
  if (!/^[0-9]+$/.test(operand)) return fail(shell, 'wait', `\`${operand}': not a pid or valid job spec`);
  for (const job of shell.jobs.list()) {
    const index = job.processes.findIndex((process) => process.pid === pid);
    if (index < 0) continue;
    await job.processes[index]!.exited;
    if (index === job.processes.length - 1) shell.jobs.remove(job);
    return job.statuses[index] ?? 0;
  }
  const known = shell.jobs.ended.get(pid);
  if (known !== undefined) return known;
  return fail(shell, 'wait', `pid ${pid} is not a child of this shell`, 127);
}

export const disown: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'ahr');
  if ('bad' in parsed) return fail(shell, 'disown', `${parsed.bad}: invalid option`, 2);
  const all = parsed.letters.has('a') || parsed.letters.has('r');
  const chosen = all ? [...shell.jobs.list()] : [];
  for (const spec of parsed.operands.length > 0 || all ? parsed.operands : [undefined]) {
    const job = await found(shell, 'disown', spec);
    if (!job) return 1;
    chosen.push(job);
  }
  for (const job of chosen) {
    job.keepsOnHangup = true;
    if (!parsed.letters.has('h')) shell.jobs.remove(job);
  }
  return 0;
};

/** `TERM`, `SIGTERM` or `15`; undefined for anything else. */
export function signalOf(text: string): SignalName | undefined {
  const names = Object.keys(SIGNAL_NUMBERS) as SignalName[];
  if (/^[0-9]+$/.test(text)) return names.find((name) => SIGNAL_NUMBERS[name] === Number(text));
  const upper = text.toUpperCase();
  return names.find((name) => name === upper || name === `SIG${upper}`);
}

export const kill: Builtin = async (shell, args) => {
  const [, first, second] = args;
  if (first === '-l' || first === '-L') return listSignals(shell, second);
  let at = 1;
  let signal: SignalName | undefined = 'SIGTERM';
  let checksOnly = false;
  if ((first === '-s' || first === '-n') && second !== undefined) {
    signal = signalOf(second);
    if (!signal) return fail(shell, 'kill', `${second}: invalid signal specification`);
    at = 3;
  } else if (first !== undefined && /^-./.test(first) && first !== '--') {
    checksOnly = first === '-0';
    if (!checksOnly) signal = signalOf(first.slice(1));
    if (!signal) return fail(shell, 'kill', `${first.slice(1)}: invalid signal specification`);
    at = 2;
  }
  if (args[at] === '--') at++;
  if (at >= args.length) {
    await shell.write(
      2,
      'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
    );
    return 2;
  }
  let status = 0;
  for (const target of args.slice(at)) status = (await killOne(shell, target, checksOnly ? null : signal)) || status;
  return status;
};

async function killOne(shell: Shell, target: string, signal: SignalName | null): Promise<number> {
  const { processes } = shell.machine;
  if (target.startsWith('%')) {
    const job = await found(shell, 'kill', target);
    if (!job) return 1;
    if (signal) {
      processes.signalGroup(job.group, signal);
      if (job.state === 'stopped' && (signal === 'SIGTERM' || signal === 'SIGHUP'))
        processes.signalGroup(job.group, 'SIGCONT');
    }
    return 0;
  }
  if (!/^-?[0-9]+$/.test(target)) return fail(shell, 'kill', `${target}: arguments must be process or job IDs`);
  const id = Number(target);
  const exists =
    id < 0 ? processes.list().some(({ group }) => group === -id) : processes.list().some(({ pid }) => pid === id);
  if (!exists) return fail(shell, 'kill', `(${target}) - No such process`);
  if (!signal) return 0;
  if (id < 0) processes.signalGroup(-id, signal);
  else processes.signal(id, signal);
  return 0;
}

async function listSignals(shell: Shell, text: string | undefined): Promise<number> {
  if (text === undefined) {
    const all = Object.entries(SIGNAL_NUMBERS).map(([name, number]) => `${String(number).padStart(2)}) ${name}`);
    await shell.print(`${all.join('\n')}\n`);
    return 0;
  }
  const signal = /^[0-9]+$/.test(text) ? signalOf(String(Number(text) & 127)) : signalOf(text);
  if (!signal) return fail(shell, 'kill', `${text}: invalid signal specification`);
  await shell.print(/^[0-9]+$/.test(text) ? `${signal.slice(3)}\n` : `${SIGNAL_NUMBERS[signal]}\n`);
  return 0;
}
