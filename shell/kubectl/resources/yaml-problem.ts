import type { LineCounter } from 'yaml';

/** A mistake of the yaml package in the words of Go's parser, as far as they have the same cause. */
export function goYamlProblem(
  problem: { readonly pos: [number, number]; readonly message: string },
  text: string,
  lines: LineCounter,
): string {
  const line = lineOf(problem, text, lines);
  return `yaml: ${line > 1 ? `line ${line}: ` : ''}${plain(problem.message)}`;
}

/** Go's parser names the line of the colon that stands where no key can be; ours where that value began. */
function lineOf(
  problem: { readonly pos: [number, number]; readonly message: string },
  text: string,
  lines: LineCounter,
): number {
  const [start, end] = problem.pos;
  if (!plain(problem.message).startsWith('mapping values')) return lines.linePos(end).line;
  const colon = text.slice(start).search(/:(\s|$)/);
  return lines.linePos(colon < 0 ? end : start + colon).line;
}

function plain(message: string): string {
  const first = message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
  if (/Nested mappings|Implicit keys|compact mappings/.test(first))
    return 'mapping values are not allowed in this context';
  if (/[Tt]abs/.test(first)) return 'found character that cannot start any token';
  if (/All mapping items must start at the same column|unexpected/i.test(first)) return 'did not find expected key';
  if (/Missing closing/.test(first)) return 'found unexpected end of stream';
  return first;
}
