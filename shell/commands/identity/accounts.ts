import type { Credentials, Machine, Process } from '../../../cluster/machinery/machine.ts';

/** A line of passwd(5). */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

function linesOf({ files }: Machine, path: string): string[][] {
  if (!files.exists(path)) return [];
  const text = Buffer.from(files.read(path)).toString('utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(':')]));
}

export function accounts(machine: Machine): Account[] {
  return linesOf(machine, '/etc/passwd').map(([name = '', , uid, gid, , home = '/', shell = '/bin/sh']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
    shell,
  }));
}

export function groups(machine: Machine): Group[] {
  return linesOf(machine, '/etc/group').map(([name = '', , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter((member) => member !== ''),
  }));
}

/** The account of a name, or of a number where no name is the same. */
export function accountOf(machine: Machine, who: string): Account | undefined {
  const all = accounts(machine);
  return all.find(({ name }) => name === who) ?? all.find(({ uid }) => String(uid) === who);
}

/** What a login as this account has. */
export function credentialsOf(machine: Machine, { name, uid, gid }: Account): Credentials {
  const others = groups(machine).filter((group) => group.members.includes(name) && group.gid !== gid);
  return { uid, gid, groups: others.map((group) => group.gid), noNewPrivileges: false };
}

/** Who a process is: by its machine's credentials, else the account that USER names. */
export function ownCredentials({ machine, environment }: Process): Credentials {
  if (machine.credentials) return machine.credentials;
  const user = environment['USER'] ?? 'root';
  const account = accountOf(machine, user);
  const fallback = user === 'root' ? 0 : 1000;
  return account
    ? credentialsOf(machine, account)
    : { uid: fallback, gid: fallback, groups: [], noNewPrivileges: false };
}
