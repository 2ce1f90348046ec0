import { type Call, defineCommand } from '../everyday/define.ts';
import { accountOf, credentialsOf, groups, ownCredentials } from './accounts.ts';

interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

function identityOf(call: Call, who: string | undefined): Identity | null {
  const { machine } = call.process;
  const account = who === undefined ? undefined : accountOf(machine, who);
  if (who !== undefined && !account) return null;
  const { uid, gid, groups: others } = account ? credentialsOf(machine, account) : ownCredentials(call.process);
  return { uid, gid, groups: [...new Set([gid, ...others])] };
}

/** id(1) */
export const id = defineCommand(
  {
    name: 'id',
    usage: `Usage: id [OPTION]... [USER]...
Who a user is, and which groups it is in; the present user where none is given.

  -a             (ignored)
  -g, --group    only the number of the group
  -G, --groups   all groups
  -n, --name     names, with -u, -g or -G
  -r, --real     the real one, with -u, -g or -G
  -u, --user     only the number of the user
  -z, --zero     NUL, not blanks
      --help     this text
      --version  the version`,
    flags: 'agGnruzZ',
    long: { group: 'g', groups: 'G', name: 'n', real: 'r', user: 'u', zero: 'z' },
  },
  async (call) => {
    const { machine } = call.process;
    const only = ['u', 'g', 'G'].filter((option) => call.has(option));
    if (only.length > 1) return fail(call, 'cannot print "only" of more than one choice');
    if (only.length === 0 && (call.has('n') || call.has('r')))
      return fail(call, 'cannot print only names or real IDs in default format');
    const user = (uid: number) => accountOf(machine, String(uid));
    const userName = (uid: number) => user(uid)?.name;
    const groupName = (gid: number) => groups(machine).find((group) => group.gid === gid)?.name;
    const named = (number: number, name: string | undefined) =>
      name === undefined ? `${number}` : `${number}(${name})`;
    const one = (number: number, name: string | undefined) => (call.has('n') ? (name ?? `${number}`) : `${number}`);
    const asked: (string | undefined)[] = call.operands.length > 0 ? call.operands : [undefined];
    for (const who of asked) {
      const found = identityOf(call, who);
      if (!found) {
        await call.complain(`‘${who}’: no such user`);
        continue;
      }
      const end = call.has('z') ? '\0' : '\n';
      if (call.has('u')) await call.print(`${one(found.uid, userName(found.uid))}${end}`);
      else if (call.has('g')) await call.print(`${one(found.gid, groupName(found.gid))}${end}`);
      else if (call.has('G'))
        await call.print(
          `${found.groups.map((gid) => one(gid, groupName(gid))).join(call.has('z') ? '\0' : ' ')}${end}`,
        );
      else {
        const all = found.groups.map((gid) => named(gid, groupName(gid))).join(',');
        await call.print(
          `uid=${named(found.uid, userName(found.uid))} gid=${named(found.gid, groupName(found.gid))} groups=${all}\n`,
        );
      }
    }
    return call.status;
  },
);

async function fail(call: Call, message: string): Promise<number> {
  await call.complain(message);
  return 1;
}

/** groups(1) */
export const groupsCommand = defineCommand(
  {
    name: 'groups',
    usage: `Usage: groups [OPTION]... [USERNAME]...
Which groups users are in.

      --help     this text
      --version  the version`,
  },
  async (call) => {
    const asked: (string | undefined)[] = call.operands.length > 0 ? call.operands : [undefined];
    for (const who of asked) {
      const found = identityOf(call, who);
      if (!found) {
        await call.complain(`‘${who}’: no such user`);
        continue;
      }
      const names = found.groups.map(
        (gid) => groups(call.process.machine).find((group) => group.gid === gid)?.name ?? String(gid),
      );
      await call.print(`${who === undefined ? '' : `${who} : `}${names.join(' ')}\n`);
    }
    return call.status;
  },
);

/** whoami(1) */
export const whoami = defineCommand(
  {
    name: 'whoami',
    usage: `Usage: whoami [OPTION]...
The name of the present user; the same as id -un.

      --help     this text
      --version  the version`,
  },
  async (call) => {
    if (call.operands.length > 0) return call.misused(`extra operand ‘${call.operands[0]}’`);
    const { uid } = ownCredentials(call.process);
    const account = accountOf(call.process.machine, String(uid));
    if (!account) return fail(call, `cannot find name for user ID ${uid}`);
    await call.print(`${account.name}\n`);
    return 0;
  },
);
