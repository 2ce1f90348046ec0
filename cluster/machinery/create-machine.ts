import type { Clock } from './clock.ts';
import type { FileSystem } from './file-system.ts';
import type { Credentials, Machine, MachineMemory, MachineNetwork, ProgramTable } from './machine.ts';
import { createMemoryFileSystem } from './memory-file-system.ts';
import type { ProcessNamespace } from './process-namespace.ts';
import { createProcessTable, type MachineLogger } from './process-table.ts';
import type { Random } from './random.ts';
import { standardFiles } from './standard-files.ts';

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
  /** Whose processes it shares; absent: it has its own. */
  readonly processNamespace?: ProcessNamespace;
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
    ...(options.processNamespace ? { namespace: options.processNamespace } : {}),
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

function loginEnvironment(user: string): Record<string, string> {
  return { USER: user, LOGNAME: user, SHELL: '/bin/bash', LANG: 'C.UTF-8', TERM: 'xterm-256color' };
}
