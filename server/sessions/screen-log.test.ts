import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { ScreenLog } from './screen-log.ts';

async function shown(log: ScreenLog, columns: number, rows: number) {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 5000 });
  let title = '';
  terminal.onTitleChange((text) => {
    title = text;
  });
  const bytes = await log.snapshot({ columns, rows });
  await new Promise<void>((resolve) => terminal.write(bytes, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) =>
    active.getLine(row)!.translateToString(true).trimEnd(),
  );
  return { lines, title, type: active.type, cursor: [active.cursorY, active.cursorX], modes: terminal.modes };
}

test('the alternate screen comes back with the cursor, the modes and the title; what was before it is below it', async () => {
  const log = new ScreenLog({ columns: 20, rows: 4 });
  log.add(Buffer.from('$ vim f\r\n\x1b]2;vim f\x07\x1b[?1049h\x1b[?2004h\x1b[?1000h\x1b[2J\x1b[Hone\r\ntwo\x1b[1;3H'));
  const screen = await shown(log, 20, 4);
  expect(screen).toMatchObject({ lines: ['one', 'two', '', ''], title: 'vim f', type: 'alternate', cursor: [0, 2] });
  expect(screen.modes).toMatchObject({ bracketedPasteMode: true, mouseTrackingMode: 'vt200' });
});

test('a long line printed before the window was made wider is one line again', async () => {
  const log = new ScreenLog({ columns: 10, rows: 4 });
  log.add(Buffer.from('0123456789abcdefghij\r\n$ '));
  log.resize({ columns: 30, rows: 4 });
  expect((await shown(log, 30, 4)).lines).toEqual(['0123456789abcdefghij', '$', '', '']);
});

test('of much output the end is kept, and the modes of its beginning', async () => {
  const log = new ScreenLog({ columns: 80, rows: 4 });
  log.add(Buffer.from('\x1b[?2004h\x1b]0;busy\x07'));
  for (let at = 0; at < 20_000; at++) log.add(Buffer.from(`line ${at}\r\n`));
  const screen = await shown(log, 80, 4);
  expect(screen.lines.slice(-3)).toEqual(['line 19998', 'line 19999', '']);
  expect(screen.lines.length).toBeLessThan(2010);
  expect([screen.title, screen.modes.bracketedPasteMode]).toEqual(['busy', true]);
});
