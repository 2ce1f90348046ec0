/** kubectl's commands in the order of its help, which is the order of cobra's suggestions. */
const COMMANDS =
  'create expose run set explain get edit delete rollout scale autoscale certificate cluster-info top cordon uncordon drain taint describe logs attach exec port-forward proxy cp auth debug events diff apply patch replace wait kustomize label annotate completion alpha api-resources api-versions config plugin version'.split(
    ' ',
  );

/** cobra's SuggestionsMinimumDistance. */
const FARTHEST = 2;

/** What may have been meant by a word that is no command, as cobra says it; empty when nothing is near. */
export function didYouMean(word: string): string {
  const typed = word.toLowerCase();
  const near = COMMANDS.filter((command) => distance(typed, command) <= FARTHEST || command.startsWith(typed));
  return near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((command) => `\t${command}\n`).join('')}`;
}

/** Levenshtein's. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
