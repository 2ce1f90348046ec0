const FILES = `printf 'a\\nb\\nc\\n' > x; printf 'a\\nB\\nc\\nd\\n' > y; printf 'abc' > s; : > e; mkdir d; `;

/** Scripts for cmp. */
export const CMP_CASES: readonly string[] = [
  'cmp x x',
  'cmp x y',
  'cmp -s x y',
  'cmp -l x y',
  'cmp -b x y',
  'cmp x nofile',
  'cmp x',
  'cmp',
  'cmp x - < y',
  'cmp x e',
  'cmp s e',
  'cmp -n 2 x y',
  'cmp -i 2 x y',
  'cmp d x',
  'cmp -z x y',
  'cmp s x',
  'cmp -l s x',
  'cmp -bl x y',
  'cmp x y 2 2',
  'printf "a\\nb\\n" | cmp x',
  'printf "a\\nb" | cmp x -',
].map((line) => FILES + line);
