/** What one learner may type that is meant, or happens, to take everything. */
export const HOSTILE_LINES: readonly string[] = [
  'yes | cat',
  'while true; do :; done',
  'for ((i = 0; i < 100000; i++)); do :; done',
  `[[ ${'a'.repeat(40)}b =~ ^(a+)+$ ]  ':(){ :|:& };:',
]; while true; do [[ ${'a'.repeat(40)}b =~ ^(a+)+$ ]  ':(){ :|:& };:',
]; done`,
  `while true; do echo ${'a'.repeat(60)} | grep -E "(a*)*(a*)*b"; done`,
  `while true; do echo ${'a'.repeat(60)} | awk '/(a*)*(a*)*b$/'; done`,
  'head -c 1073741824 /dev/zero',
  'cat /dev/zero | sort | wc -l',
  'while true; do kubectl get pods -A; done',
  'while true; do x=$(echo a); done',
  ':(){ :|:& };:',
];
