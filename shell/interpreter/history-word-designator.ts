/** What a word designator chooses of an event; `text` is undefined for words that are not there. */
export interface ChosenWords {
  readonly text: string | undefined;
  readonly end: number;
}

const DESIGNATOR = /^(?::(?=[\d^$*%-])|(?=[\^$*%]))(?:(\d+|[\^$])?(-)(\d+|[\^$])?|(\d+|\^)(\*)|(\d+|[\^$%*]))/;

/** `:2`, `:^`, `:$`, `:*`, `:2-4`, `:-3`, `:2*`, `:2-`, `:%`; the whole line where none stands. */
export function chosenWords(
  line: string,
  at: number,
  words: readonly string[],
  whole: string,
  searchedWord: string,
): ChosenWords {
  const found = DESIGNATOR.exec(line.slice(at, at + 40));
  if (!found) return { text: whole, end: at };
  const [all, from, dash, to, starFrom, star, single] = found;
  const end = at + all.length;
  const last = words.length - 1;
  const indexOf = (text: string) => (text === '^' ? 1 : text === '$' ? last : Number(text));
  if (single === '%') return { text: searchedWord, end };
  if (single === '*') return { text: words.slice(1).join(' '), end };
  if (single !== undefined) return { text: words[indexOf(single)], end };
  const first = indexOf((star ? starFrom : from) ?? '0');
  const until = star ? last : dash && to === undefined ? last - 1 : indexOf(to!);
  if (first > last + 1 || until > last) return { text: undefined, end };
  return { text: words.slice(first, until + 1).join(' '), end };
}
