import { describe, expect, it } from 'vitest';
import { TestTerminal } from './testing/screen.ts';

const PROMPT = 'learner@rabbithole:~$';

describe('interactive bash', () => {
  it('runs what is typed', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    expect(await terminal.run('echo hello; cd /etc')).toBe('hello');
    expect(await terminal.run('pwd')).toBe('/etc');
    expect(terminal.text().split('\n').at(-1)).toBe('learner@rabbithole:/etc$');
  });

  it('asks for more until a command is whole', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    terminal.type('for i in 1 2; do\recho "<$i>"\rdone\r');
    expect(await terminal.shows(/<2>\n.*\$$/)).toBe(
      `${PROMPT} for i in 1 2; do\n> echo "<$i>"\n> done\n<1>\n<2>\n${PROMPT}`,
    );
  });

  it('ends a runaway loop at Ctrl-C', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    terminal.type('while true; do :; done\r');
    await terminal.shows('done');
    setImmediate(() => terminal.type('\x03'));
    await terminal.shows(/\^C\n?.*\$$/);
    expect(await terminal.run('echo $?')).toBe('130');
  });

  it('edits with emacs keys', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    terminal.type('ello world\x01echo h\x05!\x17\x15\x19\r');
    expect(await terminal.shows(/\nhello world!\n.*\$$/)).toBe(`${PROMPT} echo hello world!\nhello world!\n${PROMPT}`);
  });

  it('stops, lists, resumes and ends jobs', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    terminal.type('cat\r');
    await terminal.starts('cat');
    terminal.type('hi\r');
    await terminal.shows(/hi\nhi$/);
    terminal.type('\x1a');
    await terminal.shows(/Stopped +cat\n.*\$$/);
    expect(await terminal.run('jobs')).toBe('[1]+  Stopped                 cat');
    terminal.type('fg\r');
    await terminal.shows(/fg\ncat$/);
    terminal.type('back\r');
    await terminal.shows(/back\nback$/);
    terminal.type('\x03');
    await terminal.shows(/\^C\n.*\$$/);
    expect(await terminal.run('echo $?; jobs')).toBe('130');
  });

  it('ends a pipeline at Ctrl-C and what follows it on the line', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    terminal.type('(echo go; yes >/dev/null) | cat; echo not reached\r');
    await terminal.shows(/\ngo$/);
    terminal.type('\x03');
    await terminal.shows(/\^C\n.*\$$/);
    expect(await terminal.run('echo $?')).toBe('130');
  });

  it('completes file names', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    await terminal.run('echo here > notes.txt');
    terminal.type('cat no\t\r');
    expect(await terminal.shows(/\nhere\n.*\$$/)).toContain(`${PROMPT} cat notes.txt \nhere\n${PROMPT}`);
  });

  it('ends a command whose Ctrl-C comes in the same breath as Enter', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    terminal.type('cat\r\x03');
    expect(await terminal.shows(/\^C\n.*\$$/)).toBe(`${PROMPT} cat\n^C\n${PROMPT}`);
    expect(await terminal.run('echo $?')).toBe('130');
  });

  it('gives what is typed ahead to the command, and the rest to the prompt', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    terminal.type('read -r x\rvalue\recho "<$x>"\r');
    expect(await terminal.shows(/<value>\n.*\$$/)).toContain(`${PROMPT} echo "<$x>"\n<value>\n${PROMPT}`);
  });

  it('keeps history for the next shell, beside what another one entered', async () => {
    const first = new TestTerminal();
    await first.shows(PROMPT);
    const second = new TestTerminal({ machine: first.machine });
    await second.shows(PROMPT);
    await first.run('echo from the first');
    await second.run('echo from the second');
    for (const terminal of [first, second]) {
      terminal.type('exit\r');
      await terminal.shell.exited;
    }
    const third = new TestTerminal({ machine: first.machine });
    await third.shows(PROMPT);
    expect(await third.run('history')).toBe(
      ['echo from the first', 'exit', 'echo from the second', 'exit', 'history']
        .map((line, index) => `${String(index + 1).padStart(5)}  ${line}`)
        .join('\n'),
    );
  });

  it('leaves at the second Ctrl-D while a job is stopped', async () => {
    const terminal = new TestTerminal();
    await terminal.shows(PROMPT);
    terminal.type('cat\r');
    await terminal.starts('cat');
    terminal.type('\x1a');
    await terminal.shows(/Stopped +cat\n.*\$$/);
    terminal.type('\x04');
    await terminal.shows(/logout\nThere are stopped jobs\.\n.*\$$/);
    terminal.type('\x04');
    expect(await terminal.shell.exited).toEqual({ code: 148 });
  });
});
