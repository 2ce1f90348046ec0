import { describe, expect, it } from 'vitest';
import { BrokenPipe } from '../../cluster/machinery/byte-stream.ts';
import { ProcessEnded } from '../../cluster/machinery/machine-process.ts';
import { openPseudoterminal } from '../../cluster/machinery/pseudoterminal.ts';
import { containFailures } from '../../server/drivers/embedded/contain-failures.ts';
import { MessageStreams } from '../../server/drivers/embedded/message-streams.ts';
import type { StreamMessage } from '../../server/drivers/embedded/messages.ts';
import { SharedTerminal } from '../../server/sessions/shared-terminal.ts';
import { createShellMachine } from '../../shell/testing/run-bash.ts';
import { TestTerminal } from '../../shell/testing/screen.ts';

const PROMPT = 'learner@rabbithole:~$';
const MEBIBYTE = 'x'.repeat(1024 * 1024);

async function atPrompt(): Promise<TestTerminal> {
  const terminal = new TestTerminal();
  await terminal.shows(PROMPT);
  return terminal;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a program that never ends', () => {
  it.each([
    'while true; do :; done',
    'yes > /dev/null',
    'cat /dev/zero',
    'while true; do echo x; done',
    'while true; do x=$(echo a); done',
    'f() { f; f; }; while true; do f 2> /dev/null; done',
    'x=$(yes)',
    'yes | sort',
  ])('%s: another session of the thread is answered meanwhile, and Ctrl-C ends it', async (command) => {
    const [runaway, other] = [await atPrompt(), await atPrompt()];
    const order: string[] = [];
    runaway.type(`${command}\r`);
    await turns(5);
    const answered = other.run('echo alive').then((text) => order.push(text));
    await answered;
    runaway.type('\x03');
    runaway.type('echo back-$((1 + 1))\r');
    await runaway.shows(/^back-2$/m);
    order.push('back');
    expect(order).toEqual(['alive', 'back']);
  });

  it('a fork bomb meets the limit of processes, others are answered, and Ctrl-C ends it', async () => {
    const [bomb, other] = [await atPrompt(), await atPrompt()];
    bomb.type(':(){ :|:& };:\r');
    await bomb.shows('fork: Resource temporarily unavailable');
    expect(await other.run('echo alive')).toBe('alive');
    expect(bomb.machine.processes.list().filter(({ pid }) => pid >= 1184).length).toBeLessThanOrEqual(512);
    bomb.type('\x03');
    await bomb.shows(/\^C/);
    const fromTerminal = () => bomb.machine.processes.list().filter(({ terminal }) => terminal);
    while (fromTerminal().length > 1) await turns(1);
    expect(fromTerminal().map(({ pid }) => pid)).toEqual([bomb.shell.pid]);
  });

  it('a value that doubles for ever ends its loop, not its shell', async () => {
    const terminal = await atPrompt();
    terminal.type('x=a; while true; do x=$x$x; done\r');
    await terminal.shows(/cannot allocate.*\n.*\$$/);
    expect(await terminal.run('echo still here')).toBe('still here');
  });
});

describe('a paste of 10 MiB', () => {
  const paste = (terminal: TestTerminal) => {
    for (let piece = 0; piece < 10; piece++) terminal.type(MEBIBYTE);
  };

  it.each(['', 'sleep 1000\r', 'read x\r', 'cat > /dev/null\r', '\x1b[200~', '\x12', "echo '\r"])(
    'after %j: Ctrl-C brings the prompt back',
    async (before) => {
      const terminal = await atPrompt();
      terminal.type(before);
      await turns(5);
      paste(terminal);
      await turns(5);
      terminal.type('\x03');
      await turns(5);
      terminal.type('echo back-$((1 + 1))\r');
      await terminal.shows(/^back-2$/m);
    },
  );

  it('of lines: those that nobody read are dropped by Ctrl-C', async () => {
    const terminal = await atPrompt();
    terminal.type('sleep 1000\r');
    await terminal.starts('sleep');
    for (let piece = 0; piece < 10; piece++) terminal.type('echo pasted\n'.repeat(90_000));
    terminal.type('\x03');
    await terminal.shows(/\^C\n.*\$$/);
    expect(await terminal.run('history | grep -c "echo paste[d]"')).toBe('0');
  });
});

describe('a paste of tabs', () => {
  it('offers no candidates, and Ctrl-C brings the prompt back', async () => {
    const terminal = await atPrompt();
    for (let piece = 0; piece < 10; piece++) terminal.type('\t'.repeat(1024 * 1024));
    await turns(5);
    terminal.type('\x03');
    await turns(5);
    terminal.type('echo back-$((1 + 1))\r');
    await terminal.shows(/^back-2$/m);
  });
});

describe('output that nobody reads', () => {
  it('holds the program back in the terminal', async () => {
    const machine = createShellMachine();
    const master = openPseudoterminal({ columns: 80, rows: 24, processes: machine.processes });
    machine.processes.start({ program: machine.programs.find('yes')!, args: ['yes'], terminal: master.terminal });
    await turns(500);
    expect((await master.read())!.length).toBeLessThan(512 * 1024);
  });

  it('holds the writer back at the thread’s border', async () => {
    const arriving: StreamMessage[] = [];
    const worker = new MessageStreams((message) => arriving.push(message));
    const stream = worker.open(1);
    let written = 0;
    void (async () => {
      for (;;) {
        await stream.write(Buffer.from(MEBIBYTE));
        written++;
      }
    })().catch(() => {});
    await turns(20);
    const sent = arriving.reduce((sum, message) => sum + (message.kind === 'bytes' ? message.bytes.length : 0), 0);
    expect([written, sent]).toEqual([0, 256 * 1024]);
    worker.receive({ kind: 'credit', stream: 1, bytes: 768 * 1024 });
    await turns(20);
    expect(arriving.length).toBe(4);
    stream.close();
  });

  it('holds the shell back behind a slow page, and keeps 256 KiB for one that comes later', async () => {
    let reads = 0;
    const terminal = new SharedTerminal(
      {
        read: async () => {
          reads++;
          await turns(1);
          return Buffer.from('x'.repeat(64 * 1024));
        },
        write: async () => {},
        resize: () => {},
        close: () => {},
      },
      { columns: 80, rows: 24 },
      '',
      () => {},
    );
    let drain = () => {};
    const slow = { write: () => {}, resized: () => {}, backlog: () => 1024 * 1024, end: () => {} };
    terminal.attach({ ...slow, drained: () => new Promise<void>((resolve) => (drain = resolve)) });
    await turns(50);
    const held = reads;
    await turns(50);
    expect(reads).toBe(held);
    drain();
    await turns(50);
    expect(reads).toBeGreaterThan(held);
    let replayed = 0;
    terminal.attach({ ...slow, write: (bytes) => (replayed += bytes.length), drained: () => new Promise(() => {}) });
    expect(replayed).toBeLessThanOrEqual(256 * 1024);
  });
});

describe('an error that nobody caught in a thread of many clusters', () => {
  it('goes to the log, unless a program merely ended', () => {
    const listeners: ((reason: unknown) => void)[] = [];
    const logged: string[] = [];
    containFailures({ on: (_, listener) => listeners.push(listener) }, (_, message) => logged.push(message));
    for (const reason of [new ProcessEnded({ code: 3 }), new BrokenPipe(), new Error('a mistake')]) {
      for (const listener of listeners) listener(reason);
    }
    expect(logged).toEqual(["unhandledRejection in a cluster's thread", "uncaughtException in a cluster's thread"]);
  });
});
