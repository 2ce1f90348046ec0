/**
 * Command lines whose outcome differs from the real kubectl's, each with its reason. A line that has become equal
 * fails, and so does an entry that no line has.
 */
const NO_HELP = 'ours lists the subcommands without kubectl’s long help';
const REFUSED = 'a verb that ours refuses plainly, with what does the same here';

export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  'get ns -o jsonpath={.items[0': 'the parser tells an open bracket and an open brace alike',
  "get ns default -o go-template='{{.metadata.name}}'": 'Go templates are refused plainly',
  'version -o yaml': 'ours is built by no Go compiler and from no Go commit',
  'version -o json': 'ours is built by no Go compiler and from no Go commit',
  rollout: NO_HELP,
  set: NO_HELP,
  'create svc': NO_HELP,
  'create deployment --image=nginx': 'the hint names create, not create deployment',
  'create role x --verb=get --resource=pods --dry-run=client -o yaml': 'no generator for roles: use create -f',
  'run x --image=nginx --command --dry-run=client -o json -- sleep 5': 'ours writes the fields of JSON by name',
  'apply -k nope': 'no kustomizations',
  'set resources deploy shop --limits=cpu=1': 'no set resources: use patch or edit',
  'apply --filename tools.yaml':
    'the real one sends the order of mounts although nothing else changed, and calls that configured',
  'explain nope': REFUSED,
  'explain pods --nope': REFUSED,
  'explain pod.nope': REFUSED,
  'diff -f nope.yaml': REFUSED,
  'diff -f shop.yaml': REFUSED,
};
