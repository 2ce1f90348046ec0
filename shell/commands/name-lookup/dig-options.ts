import { QUERY_TYPES, reverseName } from './question.ts';

/** What is shown of one lookup. */
export interface Sections {
  comments: boolean;
  question: boolean;
  answer: boolean;
  stats: boolean;
  cmd: boolean;
  short: boolean;
}

export interface DigLookup {
  name: string;
  type: string;
  server: string | null;
  search: boolean;
  timeoutSeconds: number;
  tries: number;
  readonly sections: Sections;
}

/** A wrong option, by its text as typed. */
export class InvalidOption extends Error {}

const newLookup = (): DigLookup => ({
  name: '',
  type: 'A',
  server: null,
  search: false,
  timeoutSeconds: 5,
  tries: 3,
  sections: { comments: true, question: true, answer: true, stats: true, cmd: true, short: false },
});

/** Options before the first name hold for all lookups, those after one for it alone. Throws InvalidOption. */
export function parseDig(args: readonly string[]): DigLookup[] {
  const globals = newLookup();
  const lookups: DigLookup[] = [];
  const current = () => lookups.at(-1) ?? globals;
  const begin = (name: string, type: string) =>
    lookups.push({ ...globals, sections: { ...globals.sections }, name, type });
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    const value = () => (argument.length > 2 ? argument.slice(2) : (args[++at] ?? ''));
    if (argument.startsWith('@')) current().server = argument.slice(1);
    else if (argument.startsWith('+')) applyKeyword(current(), argument);
    else if (argument.startsWith('-x')) begin(reverseName(value()), 'PTR');
    else if (argument.startsWith('-q')) begin(value(), globals.type);
    else if (argument.startsWith('-t')) current().type = value().toUpperCase();
    else if (/^-[pbcfky]/.test(argument)) value();
    else if (/^-[46mru]$/.test(argument)) continue;
    else if (argument.startsWith('-')) throw new InvalidOption(argument);
    else if (QUERY_TYPES.has(argument.toUpperCase())) current().type = argument.toUpperCase();
    else if (argument.toUpperCase() !== 'IN') begin(argument, globals.type);
  }
  if (lookups.length === 0) begin('.', globals.type === 'A' ? 'NS' : globals.type);
  return lookups;
}

const SILENT =
  /^(edns|cookie|recurse|rdflag|adflag|cdflag|aaflag|aaonly|dnssec|do|tcp|vc|ignore|fail|besteffort|authority|additional|ttlid|class|multiline|qr|split|idnin|idnout|showsearch|identify|nsid|keepopen|crypto|rrcomments|onesoa|bufsize|retry|ndots|domain)$/;

function applyKeyword(lookup: DigLookup, argument: string): void {
  const [, no = '', word = '', value] = /^\+(no)?([a-z0-9-]+)(?:=(.*))?$/i.exec(argument) ?? [];
  const on = no === '';
  const { sections } = lookup;
  switch (word) {
    case 'all':
      Object.assign(sections, { comments: on, question: on, answer: on, stats: on, cmd: on });
      return;
    case 'short':
      sections.short = on;
      return;
    case 'comments':
    case 'question':
    case 'answer':
    case 'stats':
    case 'cmd':
      sections[word] = on;
      return;
    case 'search':
    case 'defname':
      lookup.search = on;
      return;
    case 'time':
    case 'timeout':
      lookup.timeoutSeconds = Math.max(1, Number(value) || 1);
      return;
    case 'tries':
      lookup.tries = Math.max(1, Number(value) || 1);
      return;
    default:
      if (!SILENT.test(word)) throw new InvalidOption(argument);
  }
}
