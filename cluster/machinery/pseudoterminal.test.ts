import { describe, expect, it } from 'vitest';
import type { SignalName } from './machine.ts';
import { openPseudoterminal } from './pseudoterminal.ts';

function open() {
  const signals: [number, SignalName][] = [];
  const master = openPseudoterminal({
    columns: 80,
    rows: 24,
    processes: {
      signalGroup: (group, name) => {
        signals.push([group, name]);
        return true;
      },
    },
  });
  master.terminal.setForegroundGroup(7);
  const type = (text: string) => master.type(Buffer.from(text));
  const screen = async () => Buffer.from((await master.read())!).toString();
  const line = async () => {
    const bytes = await master.terminal.input.read();
    return bytes && Buffer.from(bytes).toString();
  };
  return { master, terminal: master.terminal, signals, type, screen, line };
}

describe('pseudo-terminal', () => {
  it('echoes and edits lines', async () => {
    const { type, screen, line } = open();
    type('ab\x7fc déx\x17\x15日本\x7fx\r');
    expect(await line()).toBe('日x\n');
    expect(await screen()).toBe(`ab\b \bc déx${'\b \b'.repeat(3)}${'\b \b'.repeat(3)}日本\b \b\b \bx\r\n`);
  });

  it('translates newlines of output unless raw', async () => {
    const { terminal, screen } = open();
    await terminal.output.write(Buffer.from('a\nb\n'));
    expect(await screen()).toBe('a\r\nb\r\n');
    terminal.setRaw(true);
    await terminal.output.write(Buffer.from('a\n'));
    expect(await screen()).toBe('a\n');
  });

  it('turns keys into signals for the foreground group, and drops the line', async () => {
    const { type, signals, line, screen } = open();
    type('half\x03\x1a\x1cx\r');
    expect(signals).toEqual([
      [7, 'SIGINT'],
      [7, 'SIGTSTP'],
      [7, 'SIGQUIT'],
    ]);
    expect(await line()).toBe('x\n');
    expect(await screen()).toBe('^\\x\r\n');
  });

  it('gives Ctrl-D on an empty line as the end of input, and input goes on after it', async () => {
    const { type, line } = open();
    type('ab\x04\x04c\r');
    expect([await line(), await line(), await line()]).toEqual(['ab', null, 'c\n']);
  });

  it('interrupts also while its output is blocked, and drops what was not shown', async () => {
    const { terminal, type, signals, screen } = open();
    const blocked = terminal.output.write(new Uint8Array(100_000));
    type('\x03');
    await blocked;
    expect(signals).toEqual([[7, 'SIGINT']]);
    expect(await screen()).toBe('^C');
  });

  it('keeps 64 KiB of a paste of 10 MiB, in reads of 4 KiB', async () => {
    const { terminal, type } = open();
    terminal.setRaw(true);
    for (let n = 0; n < 160; n++) type('x'.repeat(65_536));
    const reads: number[] = [];
    while (reads.length < 16) reads.push((await terminal.input.read())!.length);
    type('end');
    expect(reads).toEqual(Array(16).fill(4096));
    expect(Buffer.from((await terminal.input.read())!).toString()).toBe('end');
  });

  it('lets a Ctrl-C pass a long paste: what was not read before it is dropped', async () => {
    const { terminal, type } = open();
    terminal.setRaw(true);
    for (let n = 0; n < 160; n++) type('x'.repeat(65_536));
    type('\x03');
    type('next');
    expect([...(await terminal.input.read())!]).toEqual([3]);
    expect(Buffer.from((await terminal.input.read())!).toString()).toBe('next');
  });

  it('says when its size changes', () => {
    const { master, terminal, signals } = open();
    const sizes: number[][] = [];
    terminal.onResize(() => sizes.push([terminal.columns(), terminal.rows()]));
    master.resize(100, 30);
    master.resize(100, 30);
    expect(sizes).toEqual([[100, 30]]);
    expect(signals).toEqual([[7, 'SIGWINCH']]);
  });

  it('hangs up', async () => {
    const { master, signals, line } = open();
    const waiting = line();
    master.close();
    expect(await waiting).toBe(null);
    expect(await master.read()).toBe(null);
    expect(signals).toEqual([[7, 'SIGHUP']]);
    await expect(master.terminal.output.write(Buffer.from('x'))).rejects.toThrow('Broken pipe');
  });

  it('shows no password', async () => {
    const { terminal, type, line, screen } = open();
    terminal.setEcho(false);
    type('secret\r');
    expect(await line()).toBe('secret\n');
    await terminal.output.write(Buffer.from('.'));
    expect(await screen()).toBe('.');
  });
});
