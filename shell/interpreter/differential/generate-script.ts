import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { generateWord } from './generate-word.ts';

/** How deep compound commands stand in one another. */
const MAXIMUM_DEPTH = 3;

type Choose = <T>(choices: readonly T[]) => T;

/** A script of a few commands; it follows from the seed alone, ends by itself and prints nothing that chance has part in. */
export function generateScript(seed: number): string {
  const random = new SeededRandom(seed);
  const choose: Choose = (choices) => choices[random.integer(choices.length)]!;
  const lines = ["v=abc; w='a b'; n=7; a=(x 'y z' w); declare -A m=([k]=1 [j]='two words'); set -- p 'q r' s"];
  if (random.integer(6) === 0)
    lines.push(choose(['set -u', 'set -e', 'set -f', 'shopt -s nullglob', 'IFS=:', 'set -o pipefail']));
  const count = 2 + random.integer(4);
  for (let index = 0; index < count; index++) lines.push(statement(choose, 0));
  lines.push('echo "$? $v $w $n ${#a[@]} $#"');
  return lines.join('\n');
}

function statement(choose: Choose, depth: number): string {
  const kind = choose(depth < MAXIMUM_DEPTH ? [...COMPOUND, ...SIMPLE, ...SIMPLE] : SIMPLE);
  return kind(choose, depth);
}

type Kind = (choose: Choose, depth: number) => string;

const word: Kind = (choose) => generateWord(choose);
const body: Kind = (choose, depth) =>
  Array.from({ length: choose([1, 1, 2]) }, () => statement(choose, depth + 1)).join('; ');

const number: Kind = (choose) =>
  choose([
    'n',
    '$n',
    '3',
    '0',
    '-2',
    '0x1f',
    '010',
    '2**3',
    'n++',
    '--n',
    '(n+1)',
    'a',
    'n%3',
    'n>5',
    '~n',
    '!n',
    '7/2',
    'n<<2',
    'u',
  ]);
const expression: Kind = (choose, depth) =>
  choose([
    number(choose, depth),
    `${number(choose, depth)} ${choose(['+', '-', '*', '<', '>=', '==', '&&', '||', '&', '^', '|', ','])} ${number(choose, depth)}`,
    `${number(choose, depth)} ? ${number(choose, depth)} : ${number(choose, depth)}`,
    `n ${choose(['=', '+=', '*=', '|=', '<<='])} ${number(choose, depth)}`,
  ]);

const test: Kind = (choose, depth) =>
  choose([
    `[[ ${word(choose, depth)} == ${choose(['a*', '"a*"', '[a-c]*', '$v', '"$v"', '*b*', '?'])} ]]`,
    `[[ ${word(choose, depth)} ${choose(['<', '>', '!=', '='])} ${choose(['abc', '"b c"', 'x'])} ]]`,
    `[[ ${word(choose, depth)} =~ ${choose(['^a', '([a-z])(.)', 'b+$', '^$', '[[:space:]]'])} ]] && echo "\${BASH_REMATCH[@]}"`,
    `[[ -n ${word(choose, depth)} && ! -z ${word(choose, depth)} ]]`,
    `[ "${choose(['$v', '$n', '${a[1]}', ''])}" ${choose(['=', '!='])} ${choose(['abc', '7', '""'])} ]`,
    `[ ${choose(['$n', '3', '"$v"'])} ${choose(['-eq', '-lt', '-ge'])} ${choose(['7', '2'])} ]`,
    `(( ${expression(choose, depth)} ))`,
    choose(['true', 'false', '! true', 'test -e /nosuch', '[ -d / ]', '[[ -v n ]]', '[[ -v u ]]']),
  ]);

const SIMPLE: readonly Kind[] = [
  (choose, depth) => `printf '<%s>' ${word(choose, depth)} ${word(choose, depth)}; echo`,
  (choose, depth) => `echo ${word(choose, depth)} ${word(choose, depth)}`,
  (choose, depth) => `v=${word(choose, depth)}`,
  (choose, depth) =>
    `${choose(['a', 'w', 'v', 'n', 'a[1]', 'm[k]', 'a[n]'])}${choose(['=', '+='])}${word(choose, depth)}`,
  (choose, depth) => `a=(${word(choose, depth)} ${word(choose, depth)})`,
  (choose) =>
    choose([
      'declare -p a',
      'declare -p m n',
      'declare -i n',
      'unset "a[1]"',
      'unset v',
      'declare -u v',
      'shift',
      'local z=1',
      'readonly r=1; r=2',
    ]),
  (choose, depth) => `echo $((${expression(choose, depth)}))`,
  (choose, depth) => `let "${expression(choose, depth)}"; echo $? $n`,
  test,
  (choose, depth) => `${test(choose, depth)} ${choose(['&&', '||'])} echo ${word(choose, depth)}`,
  (choose, depth) => `read -r v w <<< ${word(choose, depth)}; echo "$v|$w"`,
  (choose, depth) => `IFS=${choose([':', ',', "' '", "''"])} read -ra a <<< ${word(choose, depth)}; declare -p a`,
  (choose, depth) => `cat <<E\n${word(choose, depth)} $n \${a[@]} \`echo x\`\nE\n`,
  (choose, depth) => `cat <<'E'\n${word(choose, depth)} $n\nE\n`,
  (choose, depth) => `echo ${word(choose, depth)} > f; cat f; echo ${word(choose, depth)} >> f; wc -l < f`,
  (choose) =>
    choose([
      'break',
      'continue',
      'return 3',
      'nosuch',
      'cd /nosuch',
      'eval "echo $v"',
      'trap "echo bye" EXIT',
      'set -- "$@" t',
      'false',
      '(exit 5)',
      'echo x >&2',
      'echo *',
      'type f',
      'exit 4',
    ]),
  (choose, depth) =>
    `printf '${choose(['%5s|', '%-5s|', '%03d|', '%x|', '%q ', '%b|', '%.2s|', '%c|', '%+d|', '%s %s|'])}' ${word(choose, depth)} ${word(choose, depth)}; echo`,
  (choose, depth) =>
    `echo ${word(choose, depth)} | ${choose(['cat', 'tr a-z A-Z', 'wc -c', 'while read -r l; do echo "<$l>"; done', '{ read l; echo $l; }', 'sed s/a/b/'])}`,
];

const COMPOUND: readonly Kind[] = [
  (choose, depth) => `if ${test(choose, depth)}; then ${body(choose, depth)}; else ${body(choose, depth)}; fi`,
  (choose, depth) =>
    `for x in ${word(choose, depth)} ${word(choose, depth)}; do ${body(choose, depth)}; echo "$x"; done`,
  (choose, depth) => `for ((i=0; i<2; i++)); do ${body(choose, depth)}; done`,
  (choose, depth) => `i=0; while (( i++ < 2 )); do ${body(choose, depth)}; done`,
  (choose, depth) =>
    `case ${word(choose, depth)} in ${choose(['a*', '"a b"', '[!a]*', 'x|y'])}) ${body(choose, depth)}${choose([';;', ';&', ';;&'])} ${choose(['*', '?', '$v'])}) ${body(choose, depth)};; esac`,
  (choose, depth) =>
    `f() { ${choose(['', 'local v=in; ', 'local n; '])}${body(choose, depth)}; }; f ${word(choose, depth)}; echo $?`,
  (choose, depth) => `( ${body(choose, depth)} ); echo $?`,
  (choose, depth) => `{ ${body(choose, depth)}; } 2>&1 | cat`,
  (choose, depth) => `v=$(${body(choose, depth)}); echo "$v"`,
  (choose, depth) =>
    `until ${choose(['true', '(( n++ > 5 ))'])}; do ${body(choose, depth)}; (( n > 99 )) && break; n=100; done`,
];
