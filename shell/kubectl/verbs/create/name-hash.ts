import { createHash } from 'node:crypto';
import { toCompactJson } from '../../printers/json.ts';

const CONSONANTS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** The suffix of --append-hash and of generated kustomize names (kubectl/pkg/util/hash): of sorted JSON, 10 letters. */
export function nameHash(content: unknown): string {
  const digest = createHash('sha256').update(toCompactJson(content)).digest('hex').slice(0, 10);
  return [...digest].map((letter) => CONSONANTS[letter] ?? letter).join('');
}
