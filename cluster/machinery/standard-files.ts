import { createLayer, type FileLayer, type LayerEntry } from './file-tree.ts';
import type { Machine, ProgramTable } from './machine.ts';

/** When the machines' images were made: 2026-01-01. */
const BUILT_MS = Date.UTC(2026, 0, 1);

/** What a program's file begins with; its name follows. As real executables do (elf(5)). */
const EXECUTABLE_MAGIC = '\x7fELF';

const layers = new WeakMap<ProgramTable, Map<Machine['kind'], FileLayer>>();

/** The files every machine of this kind with these programs starts with; one frozen layer for all of them. */
export function standardFiles(kind: Machine['kind'], programs: ProgramTable): FileLayer {
  let ofPrograms = layers.get(programs);
  if (!ofPrograms) {
    ofPrograms = new Map();
    layers.set(programs, ofPrograms);
  }
  let layer = ofPrograms.get(kind);
  if (!layer) {
    layer = createLayer([...systemEntries(kind), ...programs.names().map(executable)], BUILT_MS);
    ofPrograms.set(kind, layer);
  }
  return layer;
}

function executable(name: string): LayerEntry {
  return { path: `/usr/bin/${name}`, content: executableFile(name), mode: 0o755 };
}

/** The content of a file that runs the program `name` of the machine's table. */
export function executableFile(name: string): Uint8Array {
  return new TextEncoder().encode(`${EXECUTABLE_MAGIC}\0${name}\0`);
}

/** Which program of the machine's table a file runs, or undefined for any other file. */
export function programOfExecutable(content: Uint8Array): string | undefined {
  if (content.length < 6 || content.length > 256 || content[0] !== 0x7f) return undefined;
  const [magic, name] = new TextDecoder().decode(content).split('\0');
  return magic === EXECUTABLE_MAGIC ? name : undefined;
}

const DIRECTORIES = [
  '/boot',
  '/etc',
  '/home',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/srv',
  '/sys',
  '/usr/local/bin',
  '/usr/share',
  '/var/lib',
  '/var/log',
  '/usr/bin',
  '/usr/sbin',
  '/usr/lib',
];

function systemEntries(kind: Machine['kind']): LayerEntry[] {
  return [
    ...DIRECTORIES.map((path) => ({ path })),
    { path: '/tmp', mode: 0o1777 },
    { path: '/var/tmp', mode: 0o1777 },
    { path: '/bin', link: 'usr/bin' },
    { path: '/sbin', link: 'usr/sbin' },
    { path: '/lib', link: 'usr/lib' },
    { path: '/dev/null', device: 'null' },
    { path: '/dev/zero', device: 'zero' },
    { path: '/dev/full', device: 'full' },
    { path: '/dev/random', device: 'random' },
    { path: '/dev/urandom', device: 'urandom' },
    { path: '/dev/tty', device: 'tty' },
    { path: '/dev/stdin', link: '/proc/self/fd/0' },
    { path: '/dev/stdout', link: '/proc/self/fd/1' },
    { path: '/dev/stderr', link: '/proc/self/fd/2' },
    { path: '/etc/passwd', content: passwd(kind) },
    { path: '/etc/group', content: kind === 'client' ? 'root:x:0:\nlearner:x:1000:\n' : 'root:x:0:\n' },
    { path: '/etc/os-release', content: OS_RELEASE },
    { path: '/etc/shells', content: '/bin/sh\n/bin/bash\n' },
    { path: '/etc/nsswitch.conf', content: 'passwd: files\ngroup: files\nhosts: files dns\n' },
    ...(kind === 'client' ? learnerEntries() : []),
  ];
}

function learnerEntries(): LayerEntry[] {
  const user = 'learner';
  return [
    { path: '/home/learner', user },
    { path: '/home/learner/.bashrc', content: BASHRC, user },
  ];
}

function passwd(kind: Machine['kind']): string {
  const root = 'root:x:0:0:root:/root:/bin/bash\n';
  const nobody = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
  return kind === 'client' ? `${root}${nobody}learner:x:1000:1000::/home/learner:/bin/bash\n` : root + nobody;
}

const OS_RELEASE = `PRETTY_NAME="Rabbithole Linux"
NAME="Rabbithole Linux"
ID=rabbithole
VERSION_ID="1"
`;

const BASHRC = `# Run by every interactive bash.
alias ll='ls -l'
alias la='ls -A'
alias k=kubectl
export EDITOR=nano
`;
