import stringWidth from 'string-width';

/** What a word can become, and how it is written. */
export interface Completion {
  /** Whole words, unquoted. */
  readonly candidates: readonly string[];
  /** The word being completed, unquoted. */
  readonly word: string;
  /** Characters before which a backslash is needed when they are inserted; none inside quotes. */
  readonly quote: (text: string) => string;
  /** What ends the word when only one candidate is left (a blank, a closing quote and a blank). */
  readonly ending: (candidate: string) => string;
  /** As the candidate is listed: a file's last name. */
  readonly label: (candidate: string) => string;
}

export type Completer = (line: string) => Promise<Completion | null>;

export interface CompletedLine {
  /** Text to insert at the cursor. */
  readonly insert: string;
  readonly candidates: readonly string[];
  listing(columns: number): string;
}

/** More than this is not listed. */
const MAXIMUM_LISTED = 500;

/** One press of Tab: what can be inserted for sure, and what there is to choose from. */
export async function completeLine(line: string, complete: Completer): Promise<CompletedLine> {
  const completion = await complete(line);
  const candidates = [...new Set(completion?.candidates ?? [])].sort();
  const listing = (columns: number) =>
    list(
      candidates.map((candidate) => completion!.label(candidate)),
      columns,
    );
  if (!completion || candidates.length === 0) return { insert: '', candidates: [], listing: () => '' };
  const common = commonPrefix(candidates);
  const added = common.slice(completion.word.length);
  const ending = candidates.length === 1 ? completion.ending(candidates[0]!) : '';
  return { insert: completion.quote(added) + ending, candidates, listing };
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0]!;
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

/** In columns, down first, as bash lists them. */
function list(labels: readonly string[], columns: number): string {
  if (labels.length > MAXIMUM_LISTED) return `(${labels.length} possibilities)\r\n`;
  const width = Math.max(...labels.map((label) => stringWidth(label))) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(labels.length / across);
  const lines = Array.from({ length: rows }, (_, row) =>
    labels
      .filter((_, index) => index % rows === row)
      .map((label, at, inRow) => (at === inRow.length - 1 ? label : label + ' '.repeat(width - stringWidth(label))))
      .join(''),
  );
  return `${lines.join('\r\n')}\r\n`;
}
