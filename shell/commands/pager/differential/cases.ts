import type { ScreenScenario } from '../../../testing/screen-scenario.ts';

const ESC = '\x1b';
const LINES = `${Array.from({ length: 60 }, (_, at) => `line ${at + 1} of the text`).join('\n')}\n`;
const SHORT = 'one\ntwo\nthree\n';
const LONG = `${'abcdefghij'.repeat(15)}\nshort\n\tafter a tab\n${'0123456789'.repeat(13)}\n${'x\n'.repeat(20)}end\n`;
const COLOURS = `${Array.from({ length: 30 }, (_, at) => `\x1b[3${at % 8}mcolour ${at}\x1b[0m plain`).join('\n')}\n`;
const CONTROLS = 'a\x01b\x7fc\n\x1b[1mbold\x1b[0m\ncr\r\nwide 日本語 ä\nfour\nfive\nsix\nseven\neight\nnine\nten\n';
const GAPS = 'a\n\n\n\nb\n\n\nc\nd\ne\nf\ng\nh\ni\nj\n';

function on(options: string, text: string, lists: readonly (readonly string[])[]): ScreenScenario[] {
  return lists.map((keys) => ({ command: `less ${options} f`.replace('  ', ' '), files: { f: text }, keys }));
}

/** Keys typed at a real less; what it showed is in recorded/screens.json. */
export const CASES: readonly ScreenScenario[] = [
  ...on('', LINES, [
    [' ', ' ', 'b', 'b', 'q'],
    ['j', 'j', '\r', 'k', 'y', 'k'],
    ['G', ' ', 'b', 'g', 'G', 'j'],
    ['d', 'd', 'u', 'u', '5d', 'd', '3j', '3k'],
    ['20g', '20G', '50%', '99p', '100%', '0%', '70g'],
    ['/line 3\r', 'n', 'n', 'N', '?line 2\r', 'n', 'N'],
    ['/nothing\r', '\r', '/line 5\r', '/\r', 'n', 'n'],
    ['/LINE 9\r', '\r', '-i', '\r', '/LINE 9\r', 'g'],
    ['&7\r', 'j', 'G', '&\r', 'g'],
    ['&zzz\r', '\r', '&!1\r', '&\r'],
    ['=', '\r', ' ', '\x07', 'G', '='],
    ['-N', '\r', '-N', '\r', '-S', '\r', '-z5', '\r'],
    ['ma', 'G', "'a", "''", "'^", "'$", "'x", '\r'],
    ['10j', 'w', 'z', '5z', 'z', 'w'],
    [':p', '\r', ':n', '\r', ':x', ':d', ':f', ':q'],
    ['/of', '\x7f\x7f\x7f', '/[\r', '\r', '/(a\r', '\r'],
    ['?', 'x\x7f\x7f', '/^K\r', '/li.*3$\r', '/text$\r', 'n'],
    ['30', '\x7f', 'j', '12', 'g', '5\r', `5${ESC}OB`],
    [`${ESC}OB`, `${ESC}OA`, `${ESC}[6~`, `${ESC}[5~`, `${ESC}OF`, `${ESC}OH`, `${ESC}>`, `${ESC}<`],
    ['f', '\x06', '\x02', '\x04', '\x15', '\x0e', '\x10', 'e', '\x05', '\x19', '\x0b'],
    ['r', 'R', '\x0c', 'X', 'j', 'Z'],
    ['_N', '\r', '_S', '\r', '-', ESC, '-j', '3\r', '/line 20\r'],
    ['-?', '\r', '--', '\r', '-Q', '\r', '-e', '\r', 'G', 'j'],
    ['/line 1.\r', '2n', '3N', '/line 40\r', '2/of\r', '?line 3?\r'],
    ['/!line\r', '\r', '/*line 60\r', '/@line 2\r', 'G', '/line 1$\r', '\r'],
    ['F', '\x03', 'k'],
    ['V', '\r', 'j'],
    [`${ESC}OC`, `${ESC}OC`, `${ESC}OD`, `${ESC}OD`, `10${ESC}OC`, 'j'],
    ['Q'],
    ['ZZ'],
    [':e g\r', '\r', ':e f\r', 'j'],
    ['G', '?line 5\r', 'n', 'n', 'N', '&5\r', '/2\r'],
    ['!', 'echo hi\r', '\r', 'j'],
    ['s', 'out\r', '\r'],
  ]),
  ...on('-N', LINES, [
    [' ', 'G', '/line 4\r', '-N', '\r'],
    ['j', '30g', 'b', 'k'],
  ]),
  ...on('-S', LONG, [
    [`${ESC}OC`, `${ESC}OC`, `${ESC}OC`, `${ESC}OD`, '-S', '\r'],
    ['j', '/jab\r', 'n', 'G'],
  ]),
  ...on('', LONG, [
    ['j', 'j', 'j', 'k', 'k', ' ', 'G', 'g'],
    ['/abc\r', 'n', '/89\r', 'N', `${ESC}OC`, `${ESC}OD`],
    ['=', '\r', '2g', 'k', '-N', '\r', 'j'],
    ['-x4\r', '3g', '-S', '\r'],
  ]),
  ...on('-R', COLOURS, [
    [' ', '/colour 2\r', 'n', 'G'],
    ['j', '/plain\r', 'k', '-R', '\r'],
  ]),
  ...on('', COLOURS, [
    ['y', '\r', ' ', 'q'],
    ['n', 'j'],
  ]),
  ...on('-f', CONTROLS, [['j', 'j', 'G', '/wide\r']]),
  ...on('-s', GAPS, [['j', 'G', 'g']]),
  ...on('', SHORT, [
    ['j', ' ', 'k', '/two\r', 'n', '\r', 'q'],
    ['G', 'g', '=', '\r', 'F', '\x03'],
  ]),
  ...on('-F', SHORT, [[]]),
  ...on('-FX', LINES, [[' ', 'q']]),
  ...on('-X', LINES, [[' ', 'q']]),
  ...on('-i', LINES, [['/LINE 8\r', '/line 9\r', '/Line 9\r', '\r']]),
  ...on('-I', LINES, [['/LINE 8\r', 'n']]),
  ...on('-e', LINES, [['G', 'j']]),
  ...on('-E', LINES, [['G']]),
  ...on('-m', LINES, [[' ', 'G', 'g', '/line 30\r']]),
  ...on('-M', LINES, [[' ', 'G', 'g', '/line 30\r']]),
  ...on('-J', LINES, [['/line 5\r', 'n', 'ma', 'G']]),
  ...on('-p "line 30"', LINES, [['n', 'k']]),
  ...on('+G', LINES, [['k', 'g']]),
  ...on('+20', LINES, [['k', 'g']]),
  ...on('+20g', LINES, [['k', '=', '\r']]),
  ...on('+/line.3', LINES, [['n', 'N']]),
  ...on('+F', LINES, [['\x03', 'g']]),
  ...on('-x2', LONG, [['3g']]),
  ...on('-g', LINES, [['/line 2\r', 'n']]),
  ...on('-G', LINES, [['/line 2\r', 'n']]),
  ...on('-j3', LINES, [['/line 20\r', 'n', '30g']]),
  ...on('-~', SHORT, [['j']]),
  ...on('-w', LINES, [[' ', 'j', '30g']]),
  ...on('-nothing', LINES, [['q']]),
  ...on('-#4 -S', LONG, [[`${ESC}OC`, `${ESC}OC`]]),
  {
    command: 'less f g h',
    files: { f: LINES, g: SHORT, h: 'last\n' },
    keys: [':n', ':n', ':n', '\r', ':p', ':p', ':p', '\r', ':x', ':d', '=', '\r', 'G', ':n', 'q'],
  },
  { command: 'less f nofile g', files: { f: SHORT, g: LINES }, keys: [':n', '\r', ':p', 'q'] },
  { command: 'less nofile; echo "code $?"', files: {}, keys: [] },
  { command: 'less .; echo "code $?"', files: {}, keys: [] },
  { command: 'less; echo "code $?"', files: {}, keys: [] },
  { command: 'less f g', files: { f: LINES, g: LINES }, keys: ['/line 59\r', 'n', '\r', '/*line 7\r', 'n', 'q'] },
  { command: 'cat f | less', files: { f: LINES }, keys: [' ', '=', '\r', 'G', '=', '\r', 'q'] },
  { command: 'cat f | less -N', files: { f: SHORT }, keys: ['j', 'v', '\r', 'q'] },
  { command: 'cat f | less -S +G', files: { f: LONG }, keys: ['g', 'q'] },
  { command: 'less < f', files: { f: LINES }, keys: [' ', '50%', 'q'] },
  { command: '(cat f; sleep 20) | less', files: { f: SHORT }, keys: ['j', ' ', 'k', '\x03', 'q'] },
  { command: '(cat f; sleep 20) | less', files: { f: LINES }, keys: [' ', 'G', '\x03', 'g', '=', '\r', 'q'] },
  { command: 'less empty', files: { empty: '' }, keys: ['j', 'G', '=', '\r', 'q'] },
  { command: 'LESS=-N less f', files: { f: LINES }, keys: ['j', 'q'] },
  { command: 'LESS="-R -S" less f', files: { f: COLOURS }, keys: ['j', 'q'] },
];
