/** What a key of the lab page does. The page carries it out; this only says which key means what. */
export type Command =
  | 'next-pane'
  | 'previous-pane'
  | 'next-step'
  | 'previous-step'
  | 'run'
  | 'check'
  | 'hint'
  | 'previous-hop'
  | 'next-hop'
  | 'previous-request'
  | 'next-request'
  | 'play'
  | 'slow'
  | 'map'
  | 'text'
  | 'count-start'
  | 'keys'
  | 'close'
  | 'catalogue'
  | `pane-${number}`;

const plain: Record<string, Command> = {
  n: 'next-step',
  p: 'previous-step',
  r: 'run',
  c: 'check',
  h: 'hint',
  '[': 'previous-hop',
  ']': 'next-hop',
  '{': 'previous-request',
  '}': 'next-request',
  ' ': 'play',
  s: 'slow',
  m: 'map',
  t: 'text',
  x: 'text',
  b: 'count-start',
  '?': 'keys',
  Escape: 'close',
};

export const keyHelp: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['F6', 'Shift+F6'], does: 'Next, previous pane: text, checks, map, waybill, terminal' },
  { keys: ['Ctrl+Shift+1…5'], does: 'Go to that pane from anywhere' },
  { keys: ['Ctrl+Shift+Esc'], does: 'Leave the terminal' },
  { keys: ['n', 'p'], does: 'Next, previous step' },
  { keys: ['r'], does: 'Run the focused block, or the first one' },
  { keys: ['c'], does: 'Run the check now' },
  { keys: ['h'], does: 'Open the next hint' },
  { keys: ['[', ']'], does: 'Previous, next hop of the request' },
  { keys: ['{', '}'], does: 'Previous, next request' },
  { keys: ['Space'], does: 'Play, pause' },
  { keys: ['s'], does: 'Slow' },
  { keys: ['b'], does: 'Count from you or from the load balancer' },
  { keys: ['m', 't'], does: 'Map, the same as text' },
  { keys: ['← → ↑ ↓'], does: 'On the map: along the path, among siblings; Enter pins a card, Esc frees it' },
  { keys: ['← → ↑ ↓', 'Home', 'End', 'Enter'], does: 'On a divider: its size, smallest, largest, collapse' },
  { keys: ['g c'], does: 'All labs' },
  { keys: ['?'], does: 'This list' },
];

interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** `where`: what has the focus. In the terminal and in text every key belongs to it, but for F6 and Ctrl+Shift. */
export function commandOf(
  event: Pressed,
  where: 'page' | 'text' | 'terminal' | 'control',
  before: string,
): Command | null {
  if (event.key === 'F6') return event.shiftKey ? 'previous-pane' : 'next-pane';
  if (event.ctrlKey && event.shiftKey) {
    const digit = /^Digit([1-5])$/.exec(event.code)?.[1];
    if (digit) return `pane-${Number(digit)}`;
    return event.code === 'Escape' && where === 'terminal' ? 'pane-3' : null;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || where === 'text' || where === 'terminal') return null;
  if (before === 'g') return event.key === 'c' ? 'catalogue' : null;
  // Space and Enter press the control that has the focus.
  if (where === 'control' && event.key === ' ') return null;
  return plain[event.key] ?? null;
}

/** What kind of place an element is, for the keys. */
export function placeOfFocus(element: Element | null): 'page' | 'text' | 'terminal' | 'control' {
  if (!element) return 'page';
  if (element.closest('.xterm')) return 'terminal';
  if (element.closest('textarea, input:not([type="radio"]):not([type="checkbox"]), [contenteditable="true"]'))
    return 'text';
  return element.closest('button, a, input, summary, [role="tab"], [role="separator"]') ? 'control' : 'page';
}
