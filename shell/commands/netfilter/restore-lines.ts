import { HELP, type IptablesOptions, Refusal, readArguments } from './iptables-arguments.ts';

/** What one line of a saved set of rules asks for. */
export type RestoreLine =
  | { readonly kind: 'table'; readonly name: string }
  | { readonly kind: 'commit' }
  | { readonly kind: 'chain'; readonly name: string; readonly policy: string }
  | { readonly kind: 'command'; readonly options: IptablesOptions }
  | { readonly kind: 'nothing' };

/** Throws `Refusal` in iptables' own words. */
export function readRestoreLine(text: string, inTable: boolean): RestoreLine {
  if (text === '' || text.startsWith('#')) return { kind: 'nothing' };
  const line = text.replace(/^[\t ]+/, '');
  if (line.trim() === 'COMMIT' && inTable) return { kind: 'commit' };
  if (line.startsWith('*') && !inTable) return { kind: 'table', name: line.slice(1).trim() };
  if (!inTable) throw new Refusal('', 1);
  if (line.startsWith(':')) {
    const [name = '', policy = ''] = line.slice(1).trim().split(/\s+/);
    return { kind: 'chain', name, policy };
  }
  if (line === '') throw new Refusal(`no command specified\n${HELP}`, 2);
  const words = splitWords(line.replace(/^\[\d*:[^\]]*\]\s*/, ''));
  if (words[0] !== undefined && !words[0].startsWith('-')) throw new Refusal(`Bad argument \`${words[0]}'\n${HELP}`, 2);
  if (words.includes('-t') || words.includes('--table')) {
    throw new Refusal(`The -t option cannot be used in iptables-restore.\n\n${HELP}`, 2);
  }
  return { kind: 'command', options: readArguments(words) };
}

/** At spaces; quotation marks hold together, a backslash keeps the next character. */
function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"(?:[^"\\]|\\.)*"?|[^\s"])+/g)) {
    words.push(word.replace(/"((?:[^"\\]|\\.)*)"?/g, (_, inside: string) => inside.replace(/\\(.)/g, '$1')));
  }
  return words;
}
