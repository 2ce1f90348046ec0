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
    terminal.type('cat /etc/shel\t\r');
    expect(await terminal.shows(/bash\n.*\$$/)).toBe(`${PROMPT} cat /etc/shells \n/bin/sh\n/bin/bash\n${PROMPT}`);
  });
});
