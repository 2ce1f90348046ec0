/** What is to be completed: what stands there says it, or the command that was asked for does. */
export type CompletionKind = 'word' | 'command' | 'filename' | 'variable' | 'username' | 'hostname' | 'glob';

/** What a word can become, and how it is written. */
export interface Completion {
  /** Where the word begins in the line, in UTF-16 units, after an opening quote. */
  readonly start: number;
  /** Whole words, unquoted. */
  readonly matches: readonly string[];
  /** The quote that is open at the cursor. */
  readonly quote: '' | "'" | '"';
  /** As a match is inserted. */
  readonly written: (match: string) => string;
  /** As a match is listed. */
  readonly label: (match: string) => string;
  readonly isDirectory: (match: string) => boolean;
  /** No blank after the only match (`compopt -o nospace`). */
  readonly suppressesBlank: boolean;
  /** The shell's order is kept (`-o nosort`). */
  readonly keepsOrder: boolean;
}

/** Completes the word that ends at `cursor` (UTF-16 units); null when there is nothing. */
export type Completer = (line: string, cursor: number, kind: CompletionKind) => Promise<Completion | null>;

/** What all of them begin with; ignoring case gives the first one's letters. */
export function commonPrefix(texts: readonly string[], ignoresCase = false): string {
  let prefix = texts[0] ?? '';
  const folded = (text: string) => (ignoresCase ? text.toLowerCase() : text);
  for (const text of texts) {
    while (!folded(text).startsWith(folded(prefix))) prefix = prefix.slice(0, -1);
  }
  return prefix;
}
