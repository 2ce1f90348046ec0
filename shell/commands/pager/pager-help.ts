import { inverse } from '../editor/full-screen.ts';
import type { Outcome } from './pager-commands.ts';
import type { PagerState } from './pager-state.ts';

const HELP = `
                   KEYS OF LESS

      A key after ^ is pressed with Ctrl. N is a number that may be
      typed first.

  q  :q  Q  ZZ         Leave.

                           MOVING

  e  ^E  j  ^N  Enter  A line forward (N lines).
  y  ^Y  k  ^K  ^P     A line back.
  f  ^F  ^V  space     A page forward.
  b  ^B  M-v           A page back.
  d  ^D    u  ^U       Half a page forward, back; N is kept.
  left    right        Half a screen to the side.
  g  <     G  >        To the first, the last line (line N).
  p  %                 N percent into the text.
  F                    To the end, and wait for more.

                          SEARCHING

  /pattern  ?pattern   Search forward, back.
  n  N                 Search again, the other way.
  &pattern             Show only lines that match.
  M-u                  Highlights on or off.
      !  behind the sign: lines that do not match; *  in all files.

                        FILES AND MARKS

  :n  :p  :x  :d  :e   Next, previous, first file; forget it; another.
  =  ^G  :f            Name and place in the text.
  mX  'X               Set mark X, go to mark X.
  v                    Edit the file.
  !command             Run a command.
  s file               Save what came through a pipe.
  -X  _X               Change, ask for option X (N S R i I s J e m).
`.split('\n');

/** `h`: a text of its own, until q. */
export async function showHelp({ screen, view, typing }: PagerState): Promise<Outcome> {
  let top = 0;
  for (;;) {
    const end = Math.max(0, HELP.length - view.height);
    const isEnd = top >= end;
    const prompt = inverse(
      isEnd
        ? 'HELP -- END -- Press g to see it again, or q when done'
        : 'HELP -- Press RETURN for more, or q when done',
    );
    const shown = Array.from({ length: view.height }, (_, at) => HELP[top + at] ?? '~');
    await screen.paint([...shown, prompt], { row: view.height, column: prompt.length });
    const key = await typing.key();
    if (key === null) return 'leave';
    if (key === 'resize' || 'pasted' in key) continue;
    const name = 'text' in key ? key.text[0]! : key.name;
    if (/^[qQ]$/.test(name)) return undefined;
    const page = view.height;
    const steps: Record<string, number> = { ' ': page, f: page, 'page-down': page, b: -page, 'page-up': -page };
    const lines: Record<string, number> = {
      enter: 1,
      j: 1,
      e: 1,
      down: 1,
      k: -1,
      y: -1,
      up: -1,
      g: -HELP.length,
      G: HELP.length,
    };
    top = Math.max(0, Math.min(end, top + (steps[name] ?? lines[name] ?? 0)));
  }
}
