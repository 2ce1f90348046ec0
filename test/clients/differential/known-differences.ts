/**
 * Command lines whose outcome differs from the real kubectl's, each with its reason. A line that has become equal
 * fails, and so does an entry that no line has.
 */
const NO_HELP = 'ours lists the subcommands without kubectl’s long help';

export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  'get ns -o jsonpath={.items[0': 'the parser tells an open bracket and an open brace alike',
  'version -o yaml': 'ours is built by no Go compiler and from no Go commit',
  'version -o json': 'ours is built by no Go compiler and from no Go commit',
  rollout: NO_HELP,
  set: NO_HELP,
  'create svc': NO_HELP,
  'run x --image=nginx --command --dry-run=client -o json -- sleep 5': 'ours writes the fields of JSON by name',
  'apply --filename tools.yaml':
    'the real one sends the order of mounts although nothing else changed, and calls that configured',
};
