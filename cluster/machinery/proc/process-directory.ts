import type { Credentials, Machine, ProcessInfo } from '../machine.ts';
import { commandName, figuresOf } from '../process-figures.ts';
import { limitsText } from './limits-text.ts';
import { inodeOf, type ProcDirectory, type ProcNode, procDirectory, procFile, procLink, refuse } from './proc-node.ts';
import { statLine, statusText } from './process-status.ts';

/** What /proc/PID tells besides what the process table lists. */
export interface ProcessDetails {
  readonly credentials: Credentials | undefined;
  readonly umask: number;
  /** What its descriptors are: a path, `/dev/pts/0`, or undefined for a pipe. */
  readonly descriptors: ReadonlyMap<number, string | undefined>;
}

export interface ProcessView {
  readonly machine: Machine;
  readonly info: ProcessInfo;
  readonly details: ProcessDetails;
  /** Who looks. */
  readonly caller: Credentials | undefined;
  /** It is the process itself that looks. */
  readonly isSelf: boolean;
  /** A text of the machine's own files, if it is there. */
  readonly text: (path: string) => string | undefined;
}

/** /proc/PID (proc(5)), as far as people look at it. */
export function processDirectory(view: ProcessView): ProcDirectory {
  const { info, details, machine } = view;
  const { pid, uid } = info;
  const at = `/proc/${pid}`;
  const isAllowed = mayTrace(view);
  const guarded = <T>(name: string, read: () => T) => (isAllowed ? read() : refuse(`${at}/${name}`));
  const file = (text: () => string, mode = 0o444) => procFile(text, mode, uid);
  const now = () => machine.clock.now();
  const link = (name: string, target: () => string) => procLink(() => guarded(name, target), 0o777, uid);
  const mounts = () => view.text('/proc/mounts') ?? view.text('/proc/self/mounts') ?? '';
  return procDirectory(
    {
      cgroup: file(() => `0::${cgroupOf(view)}\n`),
      cmdline: file(() => info.args.map((word) => `${word}\0`).join('')),
      comm: file(() => `${commandName(info)}\n`, 0o644),
      cwd: link('cwd', () => info.workingDirectory),
      environ: file(
        () =>
          guarded('environ', () =>
            Object.entries(info.environment)
              .map(([name, value]) => `${name}=${value}\0`)
              .join(''),
          ),
        0o400,
      ),
      exe: link('exe', () => executableOf(info)),
      fd: descriptors(view, isAllowed),
      io: file(() => guarded('io', () => IO_TEXT), 0o400),
      limits: file(() => limitsText()),
      loginuid: file(() => `${info.terminal ? uid : 4_294_967_295}`, 0o644),
      mounts: file(mounts),
      net: procLink(() => `${at}/net`, 0o777, uid),
      ns: namespaces(view, isAllowed),
      oom_score: file(() => '666\n'),
      oom_score_adj: file(() => '0\n', 0o644),
      root: link('root', () => '/'),
      stat: file(() => statLine(info, figuresOf(info, now()), view.isSelf)),
      statm: file(() => {
        const { virtualKib, residentKib, sharedKib } = figuresOf(info, now());
        return `${virtualKib / 4} ${residentKib / 4} ${sharedKib / 4} 5 0 ${residentKib - sharedKib} 0\n`;
      }),
      status: file(() =>
        statusText({ info, figures: figuresOf(info, now()), details, isSelf: view.isSelf, own: ownStatus(view) }),
      ),
      task: procDirectory({}, 0o555, uid),
      wchan: file(() => '0'),
    },
    0o555,
    uid,
  );
}

/** ptrace_may_access: root, or the same user. */
function mayTrace({ info, caller }: ProcessView): boolean {
  return caller === undefined || caller.uid === 0 || caller.uid === info.uid;
}

/** What a container's own status says of rights. */
function ownStatus({ text }: ProcessView): string | undefined {
  return text('/proc/self/status');
}

export function executableOf({ args }: ProcessInfo): string {
  const first = (args[0] ?? '').replace(/^-/, '');
  const title = /^(\w+): (\/\S+)/.exec(first);
  if (title) return title[2]!;
  if (first === '/sbin/init') return '/usr/lib/systemd/systemd';
  return first.startsWith('/') ? first.replace(/^\/(bin|sbin|lib)\//, '/usr/$1/') : `/usr/bin/${first}`;
}

function descriptors({ info, details }: ProcessView, isAllowed: boolean): ProcDirectory {
  const { pid, uid } = info;
  const at = `/proc/${pid}/fd`;
  const check = () => isAllowed || refuse(at);
  return {
    kind: 'directory',
    mode: 0o500,
    uid,
    names: () => {
      check();
      return [...details.descriptors.keys()].map(String);
    },
    child: (name): ProcNode | undefined => {
      check();
      const number = Number(name);
      if (!details.descriptors.has(number)) return undefined;
      const target = details.descriptors.get(number) ?? `pipe:[${inodeOf(`${at}/${name}`) % 1_000_000}]`;
      return procLink(() => target, target.startsWith('/dev/pts/') ? 0o700 : number === 0 ? 0o500 : 0o300, uid);
    },
  };
}

const NAMESPACES: Readonly<Record<string, string>> = {
  cgroup: 'cgroup',
  ipc: 'ipc',
  mnt: 'mnt',
  net: 'net',
  pid: 'pid',
  pid_for_children: 'pid',
  time: 'time',
  time_for_children: 'time',
  user: 'user',
  uts: 'uts',
};
/** The first namespaces' numbers (include/linux/proc_ns.h). */
const INITIAL: Readonly<Record<string, number>> = {
  cgroup: 4_026_531_835,
  ipc: 4_026_531_839,
  mnt: 4_026_531_841,
  net: 4_026_531_840,
  pid: 4_026_531_836,
  time: 4_026_531_834,
  user: 4_026_531_837,
  uts: 4_026_531_838,
};

function namespaces({ info, machine }: ProcessView, isAllowed: boolean): ProcDirectory {
  const { pid, uid } = info;
  const numberOf = (kind: string) =>
    machine.kind === 'container' && kind !== 'user' && kind !== 'time'
      ? 4_026_532_200 + (inodeOf(`${machine.hostname}/${kind}`) % 2_000)
      : INITIAL[kind];
  const links = Object.entries(NAMESPACES).map(([name, kind]) => [
    name,
    procLink(() => (isAllowed ? `${kind}:[${numberOf(kind)}]` : refuse(`/proc/${pid}/ns/${name}`)), 0o777, uid),
  ]);
  return procDirectory(Object.fromEntries(links), 0o511, uid);
}

function cgroupOf({ info, machine }: ProcessView): string {
  if (machine.kind === 'container') return '/';
  if (info.pid === 1) return '/init.scope';
  if (info.terminal || info.pid >= 1000) return `/user.slice/user-${info.uid}.slice/session-1.scope`;
  return `/system.slice/${commandName(info) === 'sshd' ? 'ssh' : commandName(info)}.service`;
}

const IO_TEXT = `rchar: 0
wchar: 0
syscr: 0
syscw: 0
read_bytes: 0
write_bytes: 0
cancelled_write_bytes: 0
`;
