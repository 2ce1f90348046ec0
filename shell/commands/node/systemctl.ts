import { type Call, defineCommand } from '../everyday/define.ts';
import { statusText } from './unit-status.ts';
import { type Unit, unitNamed, unitState, unitsOf } from './unit-table.ts';

const NOT_ACTIVE = 3;
const NO_SUCH_UNIT = 4;
const NOT_FOUND_TO_START = 5;

type Verb = (call: Call, names: readonly string[]) => Promise<number>;

const VERBS: Readonly<Record<string, Verb>> = {
  status,
  'is-active': (call, names) =>
    tellEach(call, names, (unit) => [isActive(call, unit) ? 'active' : 'inactive', isActive(call, unit)]),
  'is-enabled': isEnabled,
  'is-failed': (call, names) => tellEach(call, names, (unit) => [isActive(call, unit) ? 'active' : 'inactive', false]),
  start: (call, names) => change(call, 'start', names),
  stop: (call, names) => change(call, 'stop', names),
  restart: (call, names) => change(call, 'restart', names),
  reload: (call, names) => change(call, 'restart', names),
  enable: enable,
  disable: enable,
  'daemon-reload': async () => 0,
  'list-units': listUnits,
  'list-unit-files': listUnitFiles,
  show,
  cat: catUnits,
};

/** systemctl(1) of systemd 252. On nodes kubelet and containerd can be stopped and started. */
export const systemctl = defineCommand(
  {
    name: 'systemctl',
    usage: `Usage: systemctl [OPTIONS...] COMMAND ...

  ${Object.keys(VERBS).join(', ')}

  -n, --lines=N      lines of the journal that status shows
  -l, --full         long lines whole
      --no-pager
      --now          with enable and disable: start or stop it, too
      --type=service, --state=STATE, --all  which units list-units shows`,
    flags: 'qal',
    values: 'ntpo',
    long: {
      quiet: 'q',
      all: 'a',
      full: 'l',
      lines: 'n',
      type: 't',
      property: 'p',
      output: 'o',
      state: 'state=',
      now: 'now',
      'no-pager': 'no-pager',
      'no-legend': 'no-legend',
      failed: 'failed',
    },
    version: 'systemd 252 (252.36-1~deb12u1)',
  },
  async (call) => {
    const [name = 'list-units', ...names] = call.operands;
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (verb) return verb(call, names);
    await say(call, `Unknown command verb ${name}.`);
    return 1;
  },
);

async function say(call: Call, text: string): Promise<void> {
  await call.process.stderr.write(Buffer.from(`${text}\n`));
}

function isActive(call: Call, unit: Unit | undefined): boolean {
  return unit !== undefined && unitState(call.process.machine, unit).active;
}

const serviceName = (name: string) => (/\.\w+$/.test(name) ? name : `${name}.service`);

async function tellEach(
  call: Call,
  names: readonly string[],
  tell: (unit: Unit | undefined) => readonly [text: string, isSo: boolean],
): Promise<number> {
  if (names.length === 0) return tooFew(call);
  const told = names.map((name) => tell(unitNamed(call.process.machine, name)));
  if (!call.has('q')) await call.print(told.map(([text]) => `${text}\n`).join(''));
  return told.some(([, isSo]) => isSo) ? 0 : NOT_ACTIVE;
}

async function tooFew(call: Call): Promise<number> {
  await say(call, 'Too few arguments.');
  return 1;
}

async function isEnabled(call: Call, names: readonly string[]): Promise<number> {
  if (names.length === 0) return tooFew(call);
  let status = 1;
  for (const name of names) {
    if (unitNamed(call.process.machine, name)) {
      status = 0;
      if (!call.has('q')) await call.print('enabled\n');
    } else await say(call, `Failed to get unit file state for ${serviceName(name)}: No such file or directory`);
  }
  return status;
}

async function status(call: Call, names: readonly string[]): Promise<number> {
  const { process } = call;
  const { machine } = process;
  if (names.length === 0) return overview(call);
  const texts: string[] = [];
  let result = 0;
  for (const name of names) {
    const unit = unitNamed(machine, name);
    if (!unit) {
      await say(call, `Unit ${serviceName(name)} could not be found.`);
      result = NO_SUCH_UNIT;
      continue;
    }
    if (!isActive(call, unit)) result ||= NOT_ACTIVE;
    const lines = call.value('n');
    const width =
      call.has('l') || !process.stdoutIsTerminal ? Number.POSITIVE_INFINITY : (process.terminal?.columns() ?? 80);
    texts.push(
      statusText(machine, unit, {
        colours: process.stdoutIsTerminal,
        width,
        ...(lines === undefined ? {} : { lines: Number(lines) }),
      }),
    );
  }
  await call.print(texts.join('\n'));
  return result;
}

async function overview(call: Call): Promise<number> {
  const { machine } = call.process;
  const units = unitsOf(machine);
  await call.print(
    `● ${machine.hostname}\n    State: running\n    Units: ${units.length} loaded (incl. loaded aliases)\n     Jobs: 0 queued\n   Failed: 0 units\n`,
  );
  return 0;
}

async function change(call: Call, verb: 'start' | 'stop' | 'restart', names: readonly string[]): Promise<number> {
  const { machine } = call.process;
  if (names.length === 0) return tooFew(call);
  for (const name of names) {
    const unit = unitNamed(machine, name);
    const service = serviceName(name);
    if (!unit) {
      await say(call, `Failed to ${verb} ${service}: Unit ${service} not ${verb === 'stop' ? 'loaded' : 'found'}.`);
      return NOT_FOUND_TO_START;
    }
    if ((machine.credentials?.uid ?? 0) !== 0) {
      await say(
        call,
        `Failed to ${verb} ${service}: Access denied\nSee system logs and 'systemctl status ${service}' for details.`,
      );
      return NO_SUCH_UNIT;
    }
    const units = machine.services?.units;
    if (!units?.status(unit.name)) {
      if (verb === 'start') continue;
      await say(
        call,
        `Failed to ${verb} ${service}: Operation refused, unit ${service} may be requested by dependency only (it is configured to refuse manual start/stop).\nSee system logs and 'systemctl status ${service}' for details.`,
      );
      return NO_SUCH_UNIT;
    }
    if (verb !== 'start') await units.stop(unit.name);
    if (verb !== 'stop') await units.start(unit.name);
  }
  return 0;
}

/** Units are enabled from the start and stay so; `--now` starts or stops them. */
async function enable(call: Call, names: readonly string[]): Promise<number> {
  if (names.length === 0) return tooFew(call);
  const verb = call.operands[0] === 'enable' ? 'start' : 'stop';
  for (const name of names) {
    if (unitNamed(call.process.machine, name)) continue;
    await say(call, `Failed to ${call.operands[0]} unit: Unit file ${serviceName(name)} does not exist.`);
    return 1;
  }
  return call.has('now') ? change(call, verb, names) : 0;
}

async function listUnits(call: Call): Promise<number> {
  const { machine } = call.process;
  const state = call.has('failed') ? 'failed' : call.value('state');
  const shown = unitsOf(machine)
    .map((unit) => ({ unit, active: unitState(machine, unit).active }))
    .filter(({ active }) =>
      state === undefined
        ? active || call.has('a')
        : state === (active ? 'running' : 'dead') || state === (active ? 'active' : 'inactive'),
    );
  const width = Math.max(4, ...shown.map(({ unit }) => unit.name.length + '.service'.length));
  const row = (...cells: string[]) =>
    `  ${cells[0]!.padEnd(width)} ${cells[1]!.padEnd(6)} ${cells[2]!.padEnd(8)} ${cells[3]!.padEnd(7)} ${cells[4]}\n`;
  const rows = shown.map(({ unit, active }) =>
    row(
      `${unit.name}.service`,
      'loaded',
      active ? 'active' : 'inactive',
      active ? 'running' : 'dead',
      unit.description,
    ),
  );
  const legend = call.has('no-legend') ? '' : `\n${shown.length} loaded units listed.\n`;
  const header = call.has('no-legend') || shown.length === 0 ? '' : row('UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION');
  await call.print(header + rows.join('') + legend);
  return 0;
}

async function listUnitFiles(call: Call): Promise<number> {
  const units = unitsOf(call.process.machine);
  const width = Math.max(...units.map(({ name }) => name.length + '.service'.length));
  const row = (name: string, state: string, preset: string) => `${name.padEnd(width)} ${state.padEnd(7)} ${preset}\n`;
  const rows = units.map(({ name }) => row(`${name}.service`, 'enabled', 'enabled'));
  await call.print(`${row('UNIT FILE', 'STATE', 'PRESET')}${rows.join('')}\n${units.length} unit files listed.\n`);
  return 0;
}

async function show(call: Call, names: readonly string[]): Promise<number> {
  const { machine } = call.process;
  for (const name of names) {
    const unit = unitNamed(machine, name);
    const state = unit && unitState(machine, unit);
    const properties: Readonly<Record<string, string>> = {
      Id: serviceName(name),
      Description: unit?.description ?? serviceName(name),
      LoadState: unit ? 'loaded' : 'not-found',
      ActiveState: state?.active ? 'active' : 'inactive',
      SubState: state?.active ? 'running' : 'dead',
      MainPID: String(state?.active ? state.pid : 0),
      UnitFileState: unit ? 'enabled' : '',
    };
    const wanted = call.values('p').flatMap((list) => list.split(','));
    const lines = Object.entries(properties).filter(([key]) => wanted.length === 0 || wanted.includes(key));
    await call.print(lines.map(([key, value]) => `${key}=${value}\n`).join(''));
  }
  return 0;
}

async function catUnits(call: Call, names: readonly string[]): Promise<number> {
  const { machine } = call.process;
  for (const name of names) {
    const path = `/lib/systemd/system/${serviceName(name)}`;
    if (!machine.files.exists(path)) {
      await say(call, `No files found for ${serviceName(name)}.`);
      return 1;
    }
    await call.print(`# ${path}\n${Buffer.from(machine.files.read(path)).toString('utf8')}`);
  }
  return 0;
}
