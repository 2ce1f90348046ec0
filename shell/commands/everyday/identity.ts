import { type Call, defineCommand } from './define.ts';

const idOf = (user: string): number => (user === 'root' ? 0 : 1000);

/** Who the process is: by number where its machine says so, the names from /etc/passwd and /etc/group. */
function identityOf({ environment, machine }: Call['process']) {
  const user = environment['USER'] ?? 'root';
  const { credentials } = machine;
  if (!credentials) return { uid: idOf(user), gid: idOf(user), groups: [idOf(user)], user, nameOfGroup: () => user };
  const nameIn = (path: string, id: number): string | undefined => {
    if (!machine.files.exists(path)) return undefined;
    const lines = Buffer.from(machine.files.read(path)).toString('utf8').split('\n');
    return lines.map((line) => line.split(':')).find(([, , number]) => number === String(id))?.[0];
  };
  const { uid, gid, groups } = credentials;
  return {
    uid,
    gid,
    groups: [...new Set([gid, ...groups])],
    user: nameIn('/etc/passwd', uid),
    nameOfGroup: (id: number) => nameIn('/etc/group', id),
  };
}

export const whoami = defineCommand({ name: 'whoami', usage: 'Usage: whoami' }, async (call) => {
  const { user, uid } = identityOf(call.process);
  if (user === undefined) {
    await call.complain(`cannot find name for user ID ${uid}`);
    return 1;
  }
  await call.print(`${user}\n`);
  return 0;
});

export const id = defineCommand(
  { name: 'id', usage: 'Usage: id [-u] [-g] [-G] [-n]', flags: 'ugnrG' },
  async (call) => {
    const { uid, gid, groups, user, nameOfGroup } = identityOf(call.process);
    const named = (number: number, name: string | undefined) =>
      name === undefined ? `${number}` : `${number}(${name})`;
    const one = (number: number, name: string | undefined) => (call.has('n') ? (name ?? `${number}`) : `${number}`);
    if (call.has('u')) await call.print(`${one(uid, user)}\n`);
    else if (call.has('g')) await call.print(`${one(gid, nameOfGroup(gid))}\n`);
    else if (call.has('G')) await call.print(`${groups.map((group) => one(group, nameOfGroup(group))).join(' ')}\n`);
    else {
      const all = groups.map((group) => named(group, nameOfGroup(group))).join(',');
      await call.print(`uid=${named(uid, user)} gid=${named(gid, nameOfGroup(gid))} groups=${all}\n`);
    }
    return 0;
  },
);

export const hostname = defineCommand(
  { name: 'hostname', usage: 'Usage: hostname [-i|-I|-s|-f]', flags: 'iIsf' },
  async (call) => {
    const { machine } = call.process;
    if (!call.has('i') && !call.has('I')) {
      await call.print(`${call.has('s') ? machine.hostname.split('.')[0] : machine.hostname}\n`);
      return 0;
    }
    const addresses = machine.network
      .interfaces()
      .filter(({ kind }) => kind !== 'loopback')
      .flatMap(({ addresses: own }) => own.map((address) => address.split('/')[0]!));
    await call.print(`${addresses.join(' ')}${call.has('I') ? ' ' : ''}\n`);
    return 0;
  },
);

export const uname = defineCommand(
  { name: 'uname', usage: 'Usage: uname [-a|-s|-n|-r|-v|-m|-o]', flags: 'asnrvmpio' },
  async (call) => {
    const parts: [string, string][] = [
      ['s', 'Linux'],
      ['n', call.process.machine.hostname],
      ['r', '6.12.0'],
      ['v', '#1 SMP PREEMPT_DYNAMIC'],
      ['m', 'x86_64'],
      ['o', 'GNU/Linux'],
    ];
    const all = call.has('a');
    const chosen = parts.filter(([letter]) => all || call.has(letter) || (call.options.size === 0 && letter === 's'));
    await call.print(`${chosen.map(([, text]) => text).join(' ')}\n`);
    return 0;
  },
);

export const which = defineCommand({ name: 'which', usage: 'Usage: which [-a] NAME...', flags: 'a' }, async (call) => {
  const { files } = call.process.machine;
  let missing = false;
  for (const name of call.operands) {
    const candidates = name.includes('/')
      ? [name]
      : (call.process.environment['PATH'] ?? '').split(':').map((directory) => `${directory}/${name}`);
    const found = candidates.filter(
      (path) => files.exists(call.path(path)) && (files.stat(call.path(path)).mode & 0o111) !== 0,
    );
    missing ||= found.length === 0;
    await call.print((call.has('a') ? found : found.slice(0, 1)).map((path) => `${path}\n`).join(''));
  }
  return missing ? 1 : 0;
});

export const printenv = defineCommand({ name: 'printenv', usage: 'Usage: printenv [NAME]...' }, async (call) => {
  const { environment } = call.process;
  if (call.operands.length === 0) {
    await call.print(
      Object.entries(environment)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    return 0;
  }
  const values = call.operands.flatMap((name) => environment[name] ?? []);
  await call.print(values.map((value) => `${value}\n`).join(''));
  return values.length === call.operands.length ? 0 : 1;
});
