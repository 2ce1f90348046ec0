import type { Clock } from './clock.ts';
import type { FileSystem } from './file-system.ts';
import type { Credentials, Machine, MachineMemory, MachineNetwork, ProgramTable } from './machine.ts';
import { createMemoryFileSystem } from './memory-file-system.ts';
import { mountFileSystems } from './mounted-file-system.ts';
import type { NodeServices } from './node-services.ts';
import { PermittedFileSystem } from './permitted-file-system.ts';
import type { ProcessNamespace } from './process-namespace.ts';
import { createProcessTable, type MachineLogger } from './process-table.ts';
import type { Processor } from './processor.ts';
import type { Random } from './random.ts';
import { standardFiles } from './standard-files.ts';
import { standingProcesses } from './standing-processes.ts';

export interface MachineOptions {
  readonly hostname: string;
  readonly kind: Machine['kind'];
  /** Absent: the standard files of this kind of machine, in memory. */
  readonly files?: FileSystem;
  readonly network: MachineNetwork;
  readonly clock: Clock;
  readonly random: Random;
  readonly programs: ProgramTable;
  /** Added to (and before) the usual HOME, PATH and HOSTNAME, and what a login sets outside containers. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly logger: MachineLogger;
  readonly credentials?: Credentials;
  readonly memory?: MachineMemory;
  readonly services?: NodeServices;
  /** Who its processes run as unless they are started as somebody else; absent: nobody asks who they are. */
  readonly login?: Credentials;
  /** Whose processes it shares; absent: it has its own. */
  readonly processNamespace?: ProcessNamespace;
  /** The host's processor time, shared with the other machines of its cluster; absent: its own. */
  readonly processor?: Processor;
}

/** First process ids: a container's is 1; a host has started its services before anyone logs in. */
const FIRST_PIDS: Readonly<Record<Machine['kind'], number>> = { container: 1, node: 1184, client: 1184 };

/** A computer of the simulation. On a client the user is `learner`, elsewhere root. Close it with `processes.endAll()`. */
export function createMachine(options: MachineOptions): Machine {
  const { kind, hostname, clock } = options;
  const user = kind === 'client' ? 'learner' : 'root';
  const files = options.files ?? createMemoryFileSystem({ clock, base: standardFiles(kind, options.programs), user });
  const processes = createProcessTable({
    clock,
    logger: options.logger,
    machine: () => machine,
    firstPid: FIRST_PIDS[kind],
    ...(kind === 'container' ? {} : { standing: standingProcesses(kind, clock.now()) }),
    ...(options.login ? { login: options.login, viewOf: (credentials) => viewOf(machine, credentials) } : {}),
    ...(options.processNamespace ? { namespace: options.processNamespace } : {}),
    ...(options.processor ? { processor: options.processor } : {}),
  });
  const machine: Machine = {
    hostname,
    kind,
    files,
    processes,
    network: options.network,
    clock,
    random: options.random,
    programs: options.programs,
    ...(options.credentials ? { credentials: options.credentials } : {}),
    ...(options.memory ? { memory: options.memory } : {}),
    ...(options.services ? { services: options.services } : {}),
    environment: Object.freeze({
      HOME: user === 'root' ? '/root' : `/home/${user}`,
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOSTNAME: hostname,
      ...(kind === 'container' ? {} : loginEnvironment(user)),
      ...options.environment,
    }),
  };
  return machine;
}

/** The learner of a client: in no group but an own one and sudo's. */
export const LEARNER: Credentials = Object.freeze({ uid: 1000, gid: 1000, groups: [27], noNewPrivileges: false });
export const ROOT: Credentials = Object.freeze({ uid: 0, gid: 0, groups: [], noNewPrivileges: false });

const views = new WeakMap<Machine, Map<number, Machine>>();

/** One view a user, so that what is remembered of a machine is remembered once a user. */
function viewOf(machine: Machine, credentials: Credentials): Machine {
  const known = views.get(machine) ?? new Map<number, Machine>();
  views.set(machine, known);
  let view = known.get(credentials.uid);
  if (!view) {
    const { uid, gid } = credentials;
    const files = mountFileSystems(machine.files, { mounts: [], readOnlyRoot: false, owner: { uid, gid } });
    view = { ...machine, credentials, files: uid === 0 ? files : new PermittedFileSystem(files, credentials) };
    known.set(uid, view);
  }
  return view;
}

function loginEnvironment(user: string): Record<string, string> {
  return { USER: user, LOGNAME: user, SHELL: '/bin/bash', LANG: 'C.UTF-8', TERM: 'xterm-256color' };
}
