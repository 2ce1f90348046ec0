import type { PagerTyping } from './pager-typing.ts';
import type { PagerView } from './pager-view.ts';

/** Reads a line behind a prompt in the last row; null when it was given up. */
export async function askPager(
  typing: PagerTyping,
  view: PagerView,
  promptOf: () => string,
  options: { readonly history?: string[]; readonly takesSign?: (sign: string) => boolean } = {},
): Promise<string | null> {
  const history = options.history ?? [];
  let [answer, at] = ['', history.length];
  for (;;) {
    const shown = promptOf() + answer;
    await view.paint(shown, shown.length);
    const key = await typing.key();
    if (key === 'resize') continue;
    if (key === null) return null;
    if ('text' in key) {
      const [first = ''] = key.text;
      if (answer === '' && options.takesSign?.(first)) typing.unread({ text: key.text.slice(first.length) });
      else answer += key.text;
    } else if ('pasted' in key) answer += key.pasted.replace(/[\r\n]/g, '');
    else if (key.name === 'enter' || key.name === 'C-j') {
      if (answer !== '') history.push(answer);
      return answer;
    } else if (key.name === 'up' || key.name === 'down') {
      at = Math.max(0, Math.min(history.length, at + (key.name === 'up' ? -1 : 1)));
      answer = history[at] ?? '';
    } else if (key.name === 'C-u') answer = '';
    else if (key.name === 'C-w') answer = answer.replace(/\S*\s*$/, '');
    else if (/^(C-c|escape)$/.test(key.name) || (/^(backspace|C-h)$/.test(key.name) && answer === '')) return null;
    else if (/^(backspace|C-h)$/.test(key.name)) answer = [...answer].slice(0, -1).join('');
  }
}
