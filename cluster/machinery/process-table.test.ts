import { describe, expect, it } from 'vitest';
import { createPipe } from './byte-stream.ts';
import type { Machine, Process } from './machine.ts';
import { openPseudoterminal } from './pseudoterminal.ts';
import { unread } from './shared-reader.ts';
import { createTestMachine } from './testing/test-machine.ts';

const forever = (process: Process) =>
  new Promise<number>((_, reject) => {
    process.signal.addEventListener('abort', () => reject(process.signal.reason));
  });

function setUp(): { machine: Machine; errors: unknown[] } {
  const errors: unknown[] = [];
  return { machine: createTestMachine({ logger: { error: (details) => errors.push(details) } }), errors };
}

/** What was started here: not the services that a host has from the beginning. */
const started = ({ processes }: Machine) => processes.list().filter(({ pid }) => pid >= 1184);

describe('process table', () => {
  it('gives the exit code of a program, in eight bits', async () => {
    const { machine } = setUp();
    const running = machine.processes.start({ program: async () => 259, args: ['a'] });
    expect(await running.exited).toEqual({ code: 3 });
    expect(started(machine)).toEqual([]);
  });

  it('ends a killed process even if its program never returns', async () => {
    const { machine } = setUp();
    const running = machine.processes.start({ program: () => new Promise(() => {}), args: ['stuck'] });
    expect(machine.processes.signal(running.pid, 'SIGTERM')).toBe(true);
    expect(await running.exited).toEqual({ signal: 'SIGTERM' });
    expect(machine.processes.signal(running.pid, 'SIGTERM')).toBe(false);
  });

  it('lets a program handle signals, except SIGKILL', async () => {
    const { machine } = setUp();
    const seen: string[] = [];
    const running = machine.processes.start({
      program: (process) => {
        process.onSignal('SIGINT', () => seen.push('INT'));
        process.onSignal('SIGKILL', () => seen.push('KILL'));
        return forever(process);
      },
      args: ['x'],
    });
    await Promise.resolve();
    machine.processes.signalGroup(running.group, 'SIGINT');
    machine.processes.signalGroup(running.group, 'SIGKILL');
    expect(await running.exited).toEqual({ signal: 'SIGKILL' });
    expect(seen).toEqual(['INT']);
  });

  it('ends all that a terminal started when Ctrl-C comes after the limit was met', async () => {
    const { machine } = setUp();
    const shell = machine.processes.start({
      program: (process) => {
        process.onSignal('SIGINT', () => {});
        return forever(process);
      },
      args: ['bash'],
    });
    const daemon = machine.processes.start({ program: forever, args: ['sshd'] });
    const start = () => machine.processes.start({ program: forever, args: ['bomb'], parent: shell.pid });
    start();
    await Promise.resolve();
    machine.processes.signalGroup(shell.group, 'SIGINT');
    expect(started(machine)).toHaveLength(3);
    while (started(machine).length < 512) start();
    expect(start).toThrow('fork: Resource temporarily unavailable');
    machine.processes.signalGroup(shell.group, 'SIGINT');
    expect(started(machine).map(({ pid }) => pid)).toEqual([shell.pid, daemon.pid]);
  });

  it('logs a programmer error and exits 70', async () => {
    const { machine, errors } = setUp();
    const running = machine.processes.start({
      program: async () => {
        throw new TypeError('bug');
      },
      args: ['broken'],
    });
    expect(await running.exited).toEqual({ code: 70 });
    expect(errors).toMatchObject([{ program: 'broken', err: { message: 'bug' } }]);
  });

  it('kills by SIGPIPE who writes where nobody reads', async () => {
    const { machine } = setUp();
    const pipe = createPipe();
    pipe.reader.close();
    const running = machine.processes.start({
      program: async (process) => {
        await process.stdout.write(Buffer.from('x'));
        return 0;
      },
      args: ['yes'],
      stdout: pipe.writer,
    });
    expect(await running.exited).toEqual({ signal: 'SIGPIPE' });
  });

  it('holds back the output of a stopped process until it is continued', async () => {
    const { machine } = setUp();
    const pipe = createPipe();
    const running = machine.processes.start({
      program: async (process) => {
        await process.stdin.read();
        await process.stdout.write(Buffer.from('late'));
        return 0;
      },
      args: ['x'],
      stdout: pipe.writer,
    });
    machine.processes.signal(running.pid, 'SIGSTOP');
    await running.stopped();
    expect(started(machine)).toMatchObject([{ pid: running.pid, state: 'T' }]);
    machine.processes.signal(running.pid, 'SIGCONT');
    expect(await running.exited).toEqual({ code: 0 });
    expect(Buffer.from((await pipe.reader.read())!).toString()).toBe('late');
  });

  it('refuses the 513th process as fork does', () => {
    const { machine } = setUp();
    for (let n = 0; n < 512; n++) machine.processes.start({ program: forever, args: ['x'] });
    expect(() => machine.processes.start({ program: forever, args: ['x'] })).toThrow(
      'fork: Resource temporarily unavailable',
    );
    machine.processes.endAll();
    expect(started(machine)).toEqual([]);
  });

  it('keeps what a killed reader would have read for the next one', async () => {
    const { machine } = setUp();
    const pipe = createPipe();
    const killed = machine.processes.start({
      program: async (process) => {
        await process.stdin.read();
        return 0;
      },
      args: ['cat'],
      stdin: pipe.reader,
    });
    await new Promise((resolve) => setImmediate(resolve));
    machine.processes.signal(killed.pid, 'SIGINT');
    await killed.exited;
    await pipe.writer.write(Buffer.from('kept'));
    unread(pipe.reader, Buffer.from('and '));
    const texts: string[] = [];
    const next = machine.processes.start({
      program: async (process) => {
        while (texts.join('').length < 8) texts.push(Buffer.from((await process.stdin.read())!).toString());
        return 0;
      },
      args: ['cat'],
      stdin: pipe.reader,
    });
    await next.exited;
    expect(texts.sort()).toEqual(['and ', 'kept']);
  });

  it('stops a background job that reads from its terminal', async () => {
    const { machine } = setUp();
    const master = openPseudoterminal({ columns: 80, rows: 24, processes: machine.processes });
    master.terminal.setForegroundGroup(99_999);
    const running = machine.processes.start({
      program: async (process) => ((await process.stdin.read()) ? 0 : 1),
      args: ['cat'],
      terminal: master.terminal,
    });
    await running.stopped();
    master.terminal.setForegroundGroup(running.group);
    machine.processes.signalGroup(running.group, 'SIGCONT');
    master.type(Buffer.from('hello\r'));
    expect(await running.exited).toEqual({ code: 0 });
  });
});
