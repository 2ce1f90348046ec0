import type { SignalName } from '../../../cluster/machinery/machine.ts';
import { SIGNAL_NUMBERS } from '../../../cluster/machinery/machine.ts';
import { describeJob, waitInForeground } from '../foreground.ts';
import { announceJobs, noteStates } from '../job-notices.ts';
import type { Job } from '../jobs.ts';
import type { Shell } from '../shell.ts';
import { type Builtin, fail, lettersOf } from './builtin.ts';
import { SIGNAL_NAMES, signalNumber, signalTable } from './signal-names.ts';
import { badOption, usage } from './usage.ts';

async function found(shell: Shell, name: string, spec: string | undefined): Promise<Job | null> {
  const job = shell.jobs.find(spec ?? '%+');
  if (job && job !== 'ambiguous') return job;
  if (job === 'ambiguous') await fail(shell, name, `${spec?.replace(/^%\??/, '')}: ambiguous job spec`);
  if (job !== 'ambiguous' || name === 'jobs') await fail(shell, name, `${spec ?? 'current'}: no such job`);
  return null;
}

export const jobs: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'lpnrs');
  if ('bad' in parsed) return badOption(shell, 'jobs', parsed.bad);
  const { letters, operands } = parsed;
  noteStates(shell);
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
    job.notified = true;
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
  shell.jobs.resetCurrent();
  return 0;
};

function resume(shell: Shell, job: Job): void {
  if (job.state === 'stopped') job.state = 'running';
  shell.machine.processes.signalGroup(job.group, 'SIGCONT');
}

export const wait: Builtin = async (shell, args) => {
  const named = args.indexOf('-p');
  const variable = named > 0 ? args[named + 1] : undefined;
  const given = named > 0 ? args.toSpliced(named, 2) : args;
  const parsed = lettersOf(given, 'fn');
  if ('bad' in parsed) return badOption(shell, 'wait', parsed.bad);
  const { letters, operands } = parsed;
  const trapped = new Promise<'trapped'>((resolve) => {
    shell.onTrap = () => resolve('trapped');
  });
  const tell = (pid: number | undefined) => {
    if (variable !== undefined && pid !== undefined) shell.variables.set(variable, String(pid));
  };
  try {
    if (letters.has('n')) return await waitForAny(shell, operands, tell);
    if (operands.length === 0) {
      for (const job of shell.jobs.list()) if (job.state === 'done') job.notified = true;
      const running = shell.jobs.list().filter(({ state, background }) => state === 'running' && background);
      const done = Promise.all(running.map(ended)).then(() => 0);
      const outcome = await shell.interruptible(Promise.race([trapped, done]));
      return outcome === 'trapped' ? 128 + shell.pendingSignal() : 0;
    }
    let status = 0;
    for (const operand of operands) {
      const outcome = await shell.interruptible(Promise.race([trapped, waitForOne(shell, operand)]));
      if (outcome === 'trapped') return 128 + shell.pendingSignal();
      status = outcome;
      if (/^[0-9]+$/.test(operand)) tell(Number(operand));
    }
    return status;
  } finally {
    shell.onTrap = null;
    await forgetDone(shell);
  }
};

/** What was waited for is forgotten; an interactive shell tells of it at once. */
async function forgetDone(shell: Shell): Promise<void> {
  if (shell.interactive) {
    for (const job of shell.jobs.list()) job.isFresh = false;
    return announceJobs(shell);
  }
  for (const job of [...shell.jobs.list()]) if (job.state === 'done') shell.jobs.remove(job);
}

/** The next job that ends, or one that has ended and was not waited for. */
async function waitForAny(
  shell: Shell,
  operands: readonly string[],
  tell: (pid: number | undefined) => void,
): Promise<number> {
  const asked = operands.map((operand) => shell.jobs.find(operand) ?? jobOf(shell, operand));
  const jobs = (operands.length > 0 ? asked : shell.jobs.list()).filter(
    (job): job is Job => typeof job === 'object' && job.background && job.state !== 'stopped',
  );
  if (jobs.length === 0) return 127;
  const done = jobs.find(({ state }) => state === 'done');
  const job = done ?? (await shell.interruptible(Promise.race(jobs.map((each) => ended(each).then(() => each)))));
  if (!shell.interactive) shell.jobs.remove(job);
  tell(job.processes.at(-1)?.pid);
  return job.statuses.at(-1) ?? 0;
}

function jobOf(shell: Shell, operand: string): Job | undefined {
  return shell.jobs.list().find(({ processes }) => processes.some(({ pid }) => pid === Number(operand)));
}

async function waitForOne(shell: Shell, operand: string): Promise<number> {
  if (operand.startsWith('%')) {
    const job = await found(shell, 'wait', operand);
    if (!job) return 127;
    await ended(job);
    if (!shell.interactive) shell.jobs.remove(job);
    return job.statuses.at(-1) ?? 0;
  }
  const pid = Number(operand);
  if (!/^[0-9]+$/.test(operand)) return fail(shell, 'wait', `\`${operand}': not a pid or valid job spec`);
  for (const job of shell.jobs.list()) {
    const index = job.processes.findIndex((process) => process.pid === pid);
    if (index < 0) continue;
    await job.processes[index]!.exited;
    if (index === job.processes.length - 1 && !shell.interactive) shell.jobs.remove(job);
    return job.statuses[index] ?? 0;
  }
  const known = shell.jobs.ended.get(pid);
  if (known !== undefined) return known;
  return fail(shell, 'wait', `pid ${pid} is not a child of this shell`, 127);
}

export const disown: Builtin = async (shell, args) => {
  const parsed = lettersOf(args, 'ahr');
  if ('bad' in parsed) return badOption(shell, 'disown', parsed.bad);
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
  if (first === '-l' || first === '-L') return listSignals(shell, args.slice(2));
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
    return usage(shell, 'kill');
  }
  let status = 0;
  for (const target of args.slice(at)) status = (await killOne(shell, target, checksOnly ? null : signal)) || status;
  return status;
};

/** Without job control a job has no group of its own. */
function signalJob(shell: Shell, job: Job, signal: SignalName): void {
  const { processes } = shell.machine;
  if (job.group !== shell.group) processes.signalGroup(job.group, signal);
  else for (const { pid } of job.processes) processes.signal(pid, signal);
}

async function killOne(shell: Shell, target: string, signal: SignalName | null): Promise<number> {
  const { processes } = shell.machine;
  if (target.startsWith('%')) {
    const job = await found(shell, 'kill', target);
    if (!job) return 1;
    if (!signal) return 0;
    const sends: SignalName[] = [signal];
    if (job.state === 'stopped' && (signal === 'SIGTERM' || signal === 'SIGHUP')) sends.push('SIGCONT');
    for (const sent of sends) signalJob(shell, job, sent);
    job.isFresh = shell.interactive && job.state === 'running' && signal !== 'SIGCONT';
    return 0;
  }
  if (!/^-?[0-9]+$/.test(target)) return fail(shell, 'kill', `${target}: arguments must be process or job IDs`);
  const id = Number(target);
  const targets = processes.list().filter(({ pid, group }) => (id < 0 ? group === -id : pid === id));
  if (targets.length === 0) return fail(shell, 'kill', `(${target}) - No such process`);
  const user = shell.machine.credentials?.uid ?? 0;
  if (user !== 0 && !targets.some(({ uid }) => uid === user))
    return fail(shell, 'kill', `(${target}) - Operation not permitted`);
  if (!signal) return 0;
  if (id < 0) processes.signalGroup(-id, signal);
  else processes.signal(id, signal);
  const job = shell.interactive && signal !== 'SIGCONT' ? jobOf(shell, target) : undefined;
  if (job) job.isFresh = true;
  return 0;
}

async function listSignals(shell: Shell, operands: readonly string[]): Promise<number> {
  if (operands.length === 0) {
    await shell.print(signalTable());
    return 0;
  }
  let status = 0;
  for (const text of operands) {
    const isNumber = /^[0-9]+$/.test(text);
    const number = signalNumber(isNumber && Number(text) > 128 ? String(Number(text) - 128) : text);
    if (isNumber && Number(text) === 0) await shell.print('EXIT\n');
    else if (number === undefined) status = await fail(shell, 'kill', `${text}: invalid signal specification`);
    else await shell.print(isNumber ? `${SIGNAL_NAMES.get(number)!.slice(3)}\n` : `${number}\n`);
  }
  return status;
}
