import type { Scenario } from './scenario.ts';

const HISTORY =
  "history -s 'echo one two three'; history -s 'ls -l /etc/passwd'; history -s 'cat foo | grep bar'; history -s 'echo \"a b\" c'\n";

/** `set -o vi`. */
export const VI_SCENARIOS: readonly Scenario[] = [
  {
    name: 'vi mode',
    rc: 'set -o vi\n',
    steps: ['echo hello brave-new world', '\u001b', 'b', 'b', 'dw', 'x', 'u', 'i', 'ZZ'],
  },
  {
    name: 'vi motions',
    rc: 'set -o vi\n',
    steps: ['echo hello brave-new world', '\u001b', '0', 'w', 'w', 'e', '$', 'h', 'l', '^'],
  },
  { name: 'vi find', rc: 'set -o vi\n', steps: ['echo hello brave-new world', '\u001b', '0', 'fb', ';', 'Fo', 'tn'] },
  {
    name: 'vi change',
    rc: 'set -o vi\n',
    steps: ['echo hello brave-new world', '\u001b', 'b', 'cw', 'X', '\u001b', 'A', '!', '\u001b', 'I', '>'],
  },
  { name: 'vi dd', rc: 'set -o vi\n', steps: ['echo hello brave-new world', '\u001b', 'dd', 'p', 'u'] },
  { name: 'vi D C', rc: 'set -o vi\n', steps: ['echo hello brave-new world', '\u001b', 'b', 'D', 'b', 'C', 'end'] },
  { name: 'vi r ~', rc: 'set -o vi\n', steps: ['echo hello brave-new world', '\u001b', 'rX', 'b', '~', '~'] },
  { name: 'vi yank put', rc: 'set -o vi\n', steps: ['echo hello brave-new world', '\u001b', 'b', 'yw', '$', 'p', 'P'] },
  { name: 'vi counts', rc: 'set -o vi\n', steps: ['echo hello brave-new world', '\u001b', '0', '2w', '3x', '2dw'] },
  { name: 'vi history', rc: `${HISTORY}set -o vi\n`, steps: ['\u001b', 'k', 'k', 'j', 'G'] },
  { name: 'vi search', rc: `${HISTORY}set -o vi\n`, steps: ['\u001b', '/', 'ls', '\r', 'n', 'N'] },
  { name: 'vi dot', rc: 'set -o vi\n', steps: ['echo hello brave-new world', '\u001b', '0', 'dw', '.', '.'] },
  { name: 'vi insert keys', rc: 'set -o vi\n', steps: ['echo hello brave-new world', '\u0017', '\u0015', 'abc', '\b'] },
  { name: 'vi percent', rc: 'set -o vi\n', steps: ['echo (a (b) c)', '\u001b', '%', '%'] },
  { name: 'vi comment', rc: 'set -o vi\n', steps: ['echo hi', '\u001b', '#'] },
];
