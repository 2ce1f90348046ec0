/** GNU's order of versions (filevercmp): runs of digits by their value, letters before other characters, `~` first. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  for (const special of ['', '.', '..']) {
    if (a === special) return -1;
    if (b === special) return 1;
  }
  if (a.startsWith('.') !== b.startsWith('.')) return a.startsWith('.') ? -1 : 1;
  const [stemA, stemB] = [withoutSuffix(a), withoutSuffix(b)];
  return compareParts(stemA, stemB) || compareParts(a, b) || (a < b ? -1 : 1);
}

/** Without `.tar.gz` and the like, so that `a-1.2.tar.gz` comes before `a-1.10.tar.gz`. */
function withoutSuffix(name: string): string {
  return name.replace(/(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/, '') || name;
}

function weight(letter: string | undefined): number {
  if (letter === undefined || /[0-9]/.test(letter)) return 0;
  if (letter === '~') return -1;
  return /[A-Za-z]/.test(letter) ? letter.charCodeAt(0) : letter.charCodeAt(0) + 256;
}

function compareParts(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !/[0-9]/.test(a[i]!)) || (j < b.length && !/[0-9]/.test(b[j]!))) {
      const difference = weight(a[i]) - weight(b[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const [runA, runB] = [digitsAt(a, i), digitsAt(b, j)];
    i += runA.length;
    j += runB.length;
    const [valueA, valueB] = [runA.replace(/^0+/, ''), runB.replace(/^0+/, '')];
    if (valueA.length !== valueB.length) return valueA.length - valueB.length;
    if (valueA !== valueB) return valueA < valueB ? -1 : 1;
  }
  return 0;
}

function digitsAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && /[0-9]/.test(text[end]!)) end++;
  return text.slice(at, end);
}
