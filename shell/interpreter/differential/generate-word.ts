type Choose = <T>(choices: readonly T[]) => T;

const LITERALS = [
  'abc',
  'x',
  "'a b'",
  '"a b"',
  '1',
  '/usr/lib/x.tar.gz',
  "''",
  '"*"',
  '\\$v',
  'a:b:c',
  '{a,b}',
  '{1..3}',
  '~',
  "$'t\\tx'",
  'é',
  '[ab]',
  '*.none',
  'a\\ b',
  '-n',
  "''x",
];

const NAMES = [
  'v',
  'w',
  'n',
  'u',
  '1',
  '2',
  '9',
  'a',
  'a[1]',
  'a[-1]',
  'a[n]',
  'm[k]',
  'm[none]',
  'a[@]',
  'a[*]',
  'm[j]',
  '@',
  '*',
  '#',
  '?',
];

const OPERATIONS = [
  '',
  '',
  '',
  ':-d e',
  '-un',
  ':+set',
  '+is',
  '#a',
  '##*/',
  '%c',
  '%%[.b]*',
  '/a/Z',
  '//[a-c]/<&>',
  '/#a/^',
  '/%c/$',
  ':1',
  ':1:1',
  ': -2',
  ':0:2',
  '^',
  '^^',
  ',',
  ',,',
  '@Q',
  '@U',
  '//b',
  ':-$w',
  ':+"$n"',
  '//" "/_',
  ':n',
  '@A',
  '@a',
  '%"$v"',
  ':-{a,b}',
  ':-`echo x`',
  '#\\a',
  '^^[ab]',
];

/** One word of a command: a literal, an expansion quoted or not, or some of these joined. */
export function generateWord(choose: Choose): string {
  const joined = choose([1, 1, 1, 2]);
  return Array.from({ length: joined }, () => piece(choose)).join('');
}

function piece(choose: Choose): string {
  switch (
    choose([
      'literal',
      'literal',
      'parameter',
      'parameter',
      'parameter',
      'length',
      'indirect',
      'command',
      'arithmetic',
      'mixed',
    ])
  ) {
    case 'literal':
      return choose(LITERALS);
    case 'length':
      return quoted(choose, `\${#${choose(NAMES.slice(0, 16))}}`);
    case 'indirect':
      return quoted(choose, choose(['${!v}', '${!a[@]}', '${!m[k]}', '${!v@}', '${!1}']));
    case 'command':
      return quoted(
        choose,
        choose(['$(echo $w)', '$(echo "$w")', '`echo $v`', '$(printf "a\\n\\n")', '$(false)', '$(exit 3)', '$(<f)']),
      );
    case 'arithmetic':
      return quoted(choose, choose(['$((n+1))', '$((n/2))', '$(( a[0] ))', '$((u))', '$[1+1]']));
    case 'mixed':
      return `"x${parameter(choose)} y${parameter(choose)}"`;
    default:
      return quoted(choose, parameter(choose));
  }
}

function parameter(choose: Choose): string {
  return `\${${choose(NAMES)}${choose(OPERATIONS)}}`;
}

const quoted = (choose: Choose, text: string): string => choose([text, `"${text}"`]);
