/** What modifiers remember from one expansion to the next. */
export interface ModifierState {
  substitution: { readonly old: string; readonly new: string } | null;
  searchedWord: string;
}

type Modified =
  | { readonly text: string; readonly end: number; readonly isOnlyPrinted: boolean }
  | { readonly error: string };

/** `:h`, `:t`, `:r`, `:e`, `:p`, `:q`, `:x`, `:s/old/new/`, `:gs`, `:Gs`, `:&`, one after another. */
export function applyModifiers(line: string, start: number, whole: string, state: ModifierState): Modified {
  let text = whole;
  let at = start;
  let isOnlyPrinted = false;
  while (line[at] === ':' && at + 1 < line.length) {
    const scope = /^:([gaG])(?=[s&])/.exec(line.slice(at))?.[1];
    const letter = line[at + (scope ? 2 : 1)]!;
    const from = at + (scope ? 3 : 2);
    if (letter === 's' || letter === '&') {
      const substituted = substitute(line, at, from, letter, text, scope, state);
      if ('error' in substituted) return substituted;
      text = substituted.text;
      at = substituted.end;
      continue;
    }
    const simple = SIMPLE[letter];
    if (letter === 'p') isOnlyPrinted = true;
    else if (simple) text = simple(text);
    else return { error: `${letter}: unrecognized history modifier` };
    at = from;
  }
  return { text, end: at, isOnlyPrinted };
}

const SIMPLE: Readonly<Record<string, (text: string) => string>> = {
  h: (text) => (text.includes('/') ? text.slice(0, text.lastIndexOf('/')) : text),
  t: (text) => text.slice(text.lastIndexOf('/') + 1),
  r: (text) => (text.includes('.') ? text.slice(0, text.lastIndexOf('.')) : text),
  e: (text) => (text.includes('.') ? text.slice(text.lastIndexOf('.')) : text),
  q: (text) => `'${text.replaceAll("'", "'\\''")}'`,
  x: (text) => `'${text.split(/\s+/).join("' '")}'`,
};

function substitute(
  line: string,
  start: number,
  from: number,
  letter: string,
  text: string,
  scope: string | undefined,
  state: ModifierState,
): { text: string; end: number } | { error: string } {
  let end = from;
  if (letter === 's') {
    const delimiter = line[from] ?? '/';
    const parts = line.slice(from + 1).split(delimiter);
    const old = parts[0] || state.substitution?.old || '';
    const replacement = (parts[1] ?? '').replace(/(\\?)&/g, (_, escaped: string) => (escaped ? '&' : old));
    state.substitution = { old, new: replacement };
    const closed = parts.length > 2;
    end = from + 1 + (parts[0]?.length ?? 0) + (parts.length > 1 ? 1 + parts[1]!.length : 0) + (closed ? 1 : 0);
  }
  const { substitution } = state;
  if (!substitution || substitution.old === '' || !text.includes(substitution.old))
    return { error: `${line.slice(start, letter === 's' ? line.length : end)}: substitution failed` };
  const { old, new: replacement } = substitution;
  if (scope === 'G')
    return {
      text: text
        .split(' ')
        .map((word) => word.replace(old, () => replacement))
        .join(' '),
      end,
    };
  return { text: scope ? text.replaceAll(old, () => replacement) : text.replace(old, () => replacement), end };
}
