import { inverse } from '../full-screen.ts';
import { windowOf } from '../line-cells.ts';
import { menuRows } from './nano-screen.ts';
import type { NanoState } from './nano-state.ts';

const HELP = `Keys of nano: ^G is Ctrl-G, M-U is Alt-U (or Esc, then U).

^G      this text                    ^X      leave; asks when there are changes
^O      write the file               ^S      write it without a question
^R      insert a file                ^L      paint the screen again
^W ^Q   search forward, backward     M-W M-Q search again
^\\      replace                      ^_      go to a line
^K      cut the line, or the mark    ^U      paste
M-6     copy the line, or the mark   M-A ^6  set the mark
M-T     cut to the end of the file   M-D     count lines and words
M-U     undo                         M-E     redo
M-} M-{ indent, unindent             M-]     the other bracket
^A ^E   begin, end of the line       ^Y ^V   a page up, down
^P ^N   a line up, down              ^B ^F   a character left, right
M-\\ M-/ first, last line             M-( M-) a block back, forward
M-#     line numbers                 M-P     show blanks
M-I     auto indent                  M-X     these rows of keys
M-< M-> the file before, behind      ^C      where the cursor is`.split('\n');

/** `^G`. */
export async function showHelp({ screen }: NanoState): Promise<void> {
  let top = 0;
  for (;;) {
    const { columns, rows } = screen;
    const height = Math.max(1, rows - 3);
    const shown = Array.from({ length: height }, (_, at) => windowOf(HELP[top + at] ?? '', 0, columns));
    const title = inverse('Help'.padStart(Math.floor(columns / 2) + 2).padEnd(columns));
    const keys = menuRows(
      [
        ['^L', 'Refresh'],
        ['^X', 'Close'],
        ['^Y', 'Prev Page'],
        ['^V', 'Next Page'],
      ],
      columns,
    );
    await screen.paint([title, ...shown, ...keys], null);
    const key = await screen.key();
    if (key === null) return;
    if (key === 'resize' || !('name' in key)) {
      if (key !== 'resize' && 'text' in key && /^[xqXQ]/.test(key.text)) return;
      continue;
    }
    if (/^(C-x|C-c|C-g)$/.test(key.name)) return;
    const steps: Record<string, number> = {
      up: -1,
      down: 1,
      'page-up': -height,
      'C-y': -height,
      'page-down': height,
      'C-v': height,
    };
    top = Math.max(0, Math.min(HELP.length - 1, top + (steps[key.name] ?? 0)));
  }
}
