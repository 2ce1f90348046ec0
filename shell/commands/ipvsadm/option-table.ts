/** A command of ipvsadm, by the name its messages use. */
export type CommandName =
  | 'add-service'
  | 'edit-service'
  | 'delete-service'
  | 'flush'
  | 'list'
  | 'add-server'
  | 'delete-server'
  | 'edit-server'
  | 'set'
  | 'start-daemon'
  | 'stop-daemon'
  | 'restore'
  | 'save'
  | 'zero';

/** The first word: `-A`, `--add-service` …. */
export const COMMANDS: Readonly<Record<string, CommandName | 'help' | 'version'>> = {
  A: 'add-service',
  E: 'edit-service',
  D: 'delete-service',
  C: 'flush',
  L: 'list',
  l: 'list',
  Z: 'zero',
  a: 'add-server',
  e: 'edit-server',
  d: 'delete-server',
  R: 'restore',
  S: 'save',
  h: 'help',
  v: 'version',
  'add-service': 'add-service',
  'edit-service': 'edit-service',
  'delete-service': 'delete-service',
  clear: 'flush',
  list: 'list',
  zero: 'zero',
  'add-server': 'add-server',
  'edit-server': 'edit-server',
  'delete-server': 'delete-server',
  set: 'set',
  'start-daemon': 'start-daemon',
  'stop-daemon': 'stop-daemon',
  restore: 'restore',
  save: 'save',
  help: 'help',
  version: 'version',
};

/** What may be given, in the order in which combinations are checked. */
export const OPTION_NAMES = [
  'numeric',
  'connection',
  'service-address',
  'scheduler',
  'persistent',
  'netmask',
  'real-server',
  'forwarding-method',
  'weight',
  'u-threshold',
  'l-threshold',
  'timeout',
  'daemon',
  'stats',
  'rate',
  'thresholds',
  'persistent-conn',
  'nosort',
  'exact',
  'ops',
  'pe',
  'sched-flags',
] as const;

export type OptionName = (typeof OPTION_NAMES)[number];

/** Which kind of value an option takes; `maybe`: one that does not begin with a dash. */
export interface OptionForm {
  readonly name: OptionName | 'sort';
  readonly value: 'none' | 'needed' | 'maybe';
}

const form = (name: OptionForm['name'], value: OptionForm['value'] = 'none'): OptionForm => ({ name, value });

export const OPTIONS: Readonly<Record<string, OptionForm>> = {
  t: form('service-address', 'needed'),
  u: form('service-address', 'needed'),
  f: form('service-address', 'needed'),
  'tcp-service': form('service-address', 'needed'),
  'udp-service': form('service-address', 'needed'),
  'sctp-service': form('service-address', 'needed'),
  'fwmark-service': form('service-address', 'needed'),
  s: form('scheduler', 'needed'),
  scheduler: form('scheduler', 'needed'),
  p: form('persistent', 'maybe'),
  persistent: form('persistent', 'maybe'),
  M: form('netmask', 'needed'),
  netmask: form('netmask', 'needed'),
  r: form('real-server', 'needed'),
  'real-server': form('real-server', 'needed'),
  m: form('forwarding-method'),
  masquerading: form('forwarding-method'),
  i: form('forwarding-method'),
  ipip: form('forwarding-method'),
  g: form('forwarding-method'),
  gatewaying: form('forwarding-method'),
  w: form('weight', 'needed'),
  weight: form('weight', 'needed'),
  x: form('u-threshold', 'needed'),
  'u-threshold': form('u-threshold', 'needed'),
  y: form('l-threshold', 'needed'),
  'l-threshold': form('l-threshold', 'needed'),
  n: form('numeric'),
  numeric: form('numeric'),
  c: form('connection'),
  connection: form('connection'),
  timeout: form('timeout'),
  daemon: form('daemon'),
  stats: form('stats'),
  rate: form('rate'),
  thresholds: form('thresholds'),
  'persistent-conn': form('persistent-conn'),
  nosort: form('nosort'),
  sort: form('sort'),
  X: form('exact'),
  exact: form('exact'),
  o: form('ops'),
  ops: form('ops'),
  pe: form('pe', 'needed'),
  b: form('sched-flags', 'needed'),
  'sched-flags': form('sched-flags', 'needed'),
};

interface Rules {
  readonly needed?: readonly OptionName[];
  readonly allowed?: readonly OptionName[];
  /** Of these, one at most. */
  readonly exclusive?: readonly OptionName[];
}

const OF_SERVICE: Rules = {
  needed: ['service-address'],
  allowed: ['scheduler', 'persistent', 'netmask', 'ops', 'pe', 'sched-flags'],
};
const OF_SERVER: Rules = {
  needed: ['service-address', 'real-server'],
  allowed: ['forwarding-method', 'weight', 'u-threshold', 'l-threshold'],
};

/** commands_v_options of ipvsadm.c. */
export const RULES: Readonly<Record<CommandName, Rules>> = {
  'add-service': OF_SERVICE,
  'edit-service': OF_SERVICE,
  'delete-service': { needed: ['service-address'] },
  flush: {},
  list: {
    allowed: ['numeric', 'stats', 'rate', 'thresholds', 'persistent-conn', 'nosort', 'exact'],
    exclusive: ['connection', 'service-address', 'timeout', 'daemon'],
  },
  'add-server': OF_SERVER,
  'delete-server': { needed: ['service-address', 'real-server'] },
  'edit-server': OF_SERVER,
  set: {},
  'start-daemon': {},
  'stop-daemon': {},
  restore: {},
  save: { allowed: ['numeric'] },
  zero: { allowed: ['service-address'] },
};
