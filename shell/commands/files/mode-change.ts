/** One `[ugoa...][+-=][perms...]` of a symbolic mode. */
interface Clause {
  readonly who: string;
  readonly operator: '+' | '-' | '=';
  readonly permissions: string;
}

export type ModeChange = (before: number, isDirectory: boolean) => number;

const SHIFTS = { u: 6, g: 3, o: 0 } as const;

/** chmod(1)'s modes: `755`, `+x`, `u=rwX,go-w`, `g=u`; null when it is none of these. */
export function parseMode(text: string, umask: number): ModeChange | null {
  if (/^[0-7]{1,5}$/.test(text)) {
    const mode = Number.parseInt(text, 8);
    if (mode > 0o7777) return null;
    // Digits that are not given leave a directory's set-id bits as they are.
    return (before, isDirectory) => (isDirectory && text.length < 5 ? mode | (before & 0o6000) : mode);
  }
  const clauses: Clause[] = [];
  for (const part of text.split(',')) {
    const who = /^[ugoa]*/.exec(part)![0];
    const actions = part.slice(who.length);
    if (!/^(?:[-+=](?:[rwxXst]*|[ugo]))+$/.test(actions)) return null;
    for (const [, operator, permissions = ''] of actions.matchAll(/([-+=])([rwxXst]*|[ugo])/g)) {
      clauses.push({
        who,
        operator: operator as Clause['operator'],
        permissions: permissions || (/[-+=]([ugo])$/.exec(actions)?.[1] ?? ''),
      });
    }
  }
  return (before, isDirectory) => clauses.reduce((mode, clause) => applied(mode, clause, isDirectory, umask), before);
}

function applied(mode: number, { who, operator, permissions }: Clause, isDirectory: boolean, umask: number): number {
  const everyone = who === '' || who.includes('a');
  let [changed, affected] = [0, 0];
  for (const letter of ['u', 'g', 'o'] as const) {
    if (!everyone && !who.includes(letter)) continue;
    const shift = SHIFTS[letter];
    affected |= 7 << shift;
    changed |= bitsOf(permissions, mode, isDirectory) << shift;
    if (permissions.includes('s') && letter !== 'o') changed |= letter === 'u' ? 0o4000 : 0o2000;
  }
  if (permissions.includes('t') && (everyone || who.includes('o') || who === '')) changed |= 0o1000;
  const allowed = who === '' ? ~umask : ~0;
  if (operator === '+') return mode | (changed & allowed);
  if (operator === '-') return mode & ~(changed & allowed);
  const special = isDirectory
    ? 0
    : (everyone || who.includes('u') ? 0o4000 : 0) | (everyone || who.includes('g') ? 0o2000 : 0);
  return (mode & ~affected & ~special & ~(everyone && !isDirectory ? 0o1000 : 0)) | (changed & allowed);
}

function bitsOf(permissions: string, mode: number, isDirectory: boolean): number {
  if (/^[ugo]$/.test(permissions)) return (mode >> SHIFTS[permissions as 'u' | 'g' | 'o']) & 7;
  const runs = permissions.includes('x') || (permissions.includes('X') && (isDirectory || (mode & 0o111) !== 0));
  return (permissions.includes('r') ? 4 : 0) | (permissions.includes('w') ? 2 : 0) | (runs ? 1 : 0);
}
