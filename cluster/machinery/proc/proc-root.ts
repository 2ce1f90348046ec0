import type { FileSystem } from '../file-system.ts';
import { FileError } from '../file-system.ts';
import type { Machine } from '../machine.ts';
import type { MachineProcess } from '../machine-process.ts';
import { devicesText, neighboursText, routesText, socketsText } from './network-texts.ts';
import { type ProcDirectory, type ProcNode, type ProcSpecial, procDirectory, procFile, procLink } from './proc-node.ts';
import { processDirectory } from './process-directory.ts';
import { kernelStatText, loadText, memoryText, uptimeText } from './system-texts.ts';

/** /proc as one process sees it. What is not made here (`version`, `sys`) are files of the machine's own. */
export function procRoot(process: MachineProcess, machine: Machine): ProcDirectory {
  const { files } = machine;
  const fixed: Readonly<Record<string, ProcNode>> = {
    loadavg: procFile(() => loadText(machine)),
    meminfo: procFile(() => memoryText(machine)),
    mounts: procLink(() => 'self/mounts'),
    net: procLink(() => 'self/net'),
    self: procLink(() => String(process.pid)),
    stat: procFile(() => kernelStatText(machine)),
    uptime: procFile(() => uptimeText(machine)),
  };
  const pids = () => machine.processes.list().map(({ pid }) => String(pid));
  return {
    kind: 'directory',
    mode: 0o555,
    names: () => [
      ...new Set([...pids(), ...Object.keys(fixed), ...(files.exists('/proc') ? files.list('/proc') : [])]),
    ],
    child: (name) => (/^[1-9][0-9]*$/.test(name) ? processNode(process, machine, Number(name)) : fixed[name]),
  };
}

function processNode(process: MachineProcess, machine: Machine, pid: number): ProcNode | undefined {
  const info = machine.processes.list().find((each) => each.pid === pid);
  if (!info) return undefined;
  const found = machine.processes.namespace.get(pid);
  const directory = processDirectory({
    machine,
    info,
    details: found
      ? { credentials: found.credentials, umask: found.umask, descriptors: found.openFiles() }
      : { credentials: undefined, umask: 0o022, descriptors: SERVICE_DESCRIPTORS },
    caller: process.credentials,
    isSelf: pid === process.pid,
    text: (path) => textOf(machine.files, path),
  });
  return {
    ...directory,
    child: (name) => {
      if (name === 'net') return networkDirectory(machine);
      if (name !== 'task') return directory.child(name);
      return procDirectory({ [String(pid)]: directory }, 0o555, info.uid);
    },
  };
}

function textOf(files: FileSystem, path: string): string | undefined {
  try {
    return Buffer.from(files.read(path)).toString('utf8');
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** A service that systemd started: nothing to read, and its journal. */
const SERVICE_DESCRIPTORS: ReadonlyMap<number, string> = new Map([
  [0, '/dev/null'],
  [1, 'socket:[15023]'],
  [2, 'socket:[15023]'],
]);

function networkDirectory(machine: Machine): ProcDirectory {
  return procDirectory({
    arp: procFile(() => neighboursText(machine)),
    dev: procFile(() => devicesText(machine)),
    route: procFile(() => routesText(machine)),
    tcp: procFile(() => socketsText(machine, 'tcp')),
    udp: procFile(() => socketsText(machine, 'udp')),
  });
}

/** UNIX 98 terminals: major number 136 (devices.txt). */
export function terminalDirectory(machine: Machine): ProcDirectory {
  const terminals = () =>
    new Map(
      machine.processes
        .list()
        .flatMap(({ terminalNumber, uid }) => (terminalNumber === undefined ? [] : [[String(terminalNumber), uid]])),
    );
  const special = (name: string, uid: number): ProcSpecial => ({
    kind: 'device',
    mode: 0o620,
    uid,
    deviceNumbers: [136, Number(name)],
  });
  return {
    kind: 'directory',
    mode: 0o755,
    names: () => [...terminals().keys(), 'ptmx'],
    child: (name) => {
      if (name === 'ptmx') return { kind: 'device', mode: 0, deviceNumbers: [5, 2] };
      const uid = terminals().get(name);
      return uid === undefined ? undefined : special(name, Number(uid));
    },
  };
}
