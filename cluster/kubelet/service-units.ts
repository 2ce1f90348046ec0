import type { Clock } from '../machinery/clock.ts';
import type { ProcessInfo, ProcessTable } from '../machinery/machine.ts';
import type { ServiceUnits, UnitStatus } from '../machinery/node-services.ts';
import type { KubeletJournal } from './kubelet-journal.ts';

const DESCRIPTIONS = {
  kubelet: 'kubelet: The Kubernetes Node Agent',
  containerd: 'containerd container runtime',
} as const;
type UnitName = keyof typeof DESCRIPTIONS;

export interface ServiceUnitsOptions {
  readonly clock: Clock;
  readonly processes: () => ProcessTable;
  readonly journal: KubeletJournal;
  /** What stopping and starting a unit does. */
  readonly actions: Readonly<Record<UnitName, { start(): Promise<void>; stop(): void }>>;
}

/** kubelet and containerd as systemd keeps them on a node. */
export class NodeUnits implements ServiceUnits {
  readonly #options: ServiceUnitsOptions;
  readonly #states = new Map<UnitName, UnitStatus>();
  readonly #processes = new Map<UnitName, ProcessInfo>();

  constructor(options: ServiceUnitsOptions) {
    this.#options = options;
  }

  status(name: string): UnitStatus | undefined {
    if (!isUnit(name)) return undefined;
    const known = this.#states.get(name);
    if (known) return known;
    const process = this.#find(name);
    return process && { active: true, sinceMs: process.startedMs, pid: process.pid };
  }

  isActive(name: UnitName): boolean {
    return this.#states.get(name)?.active ?? true;
  }

  async stop(name: string): Promise<void> {
    if (!isUnit(name) || !this.isActive(name)) return;
    const { clock, journal, processes, actions } = this.#options;
    const process = this.#find(name);
    journal.systemd(name, `Stopping ${name}.service - ${DESCRIPTIONS[name]}...`);
    actions[name].stop();
    journal.systemd(name, `${name}.service: Deactivated successfully.`);
    journal.systemd(name, `Stopped ${name}.service - ${DESCRIPTIONS[name]}.`);
    if (process) {
      this.#processes.set(name, process);
      processes().namespace.replaceStanding(process.pid);
    }
    this.#states.set(name, { active: false, sinceMs: clock.now(), pid: process?.pid ?? 0 });
  }

  async start(name: string): Promise<void> {
    if (!isUnit(name) || this.isActive(name)) return;
    const { clock, journal, processes, actions } = this.#options;
    const { namespace } = processes();
    const pid = namespace.takePid();
    const startedMs = clock.now();
    const before = this.#processes.get(name);
    if (before) namespace.replaceStanding(pid, { ...before, pid, group: pid, session: pid, startedMs });
    journal.systemd(name, `Started ${name}.service - ${DESCRIPTIONS[name]}.`);
    this.#states.set(name, { active: true, sinceMs: startedMs, pid });
    if (name === 'kubelet') journal.pid = pid;
    await actions[name].start();
  }

  #find(name: UnitName): ProcessInfo | undefined {
    return this.#options
      .processes()
      .list()
      .find(({ args, parent }) => parent === 1 && args[0] === `/usr/bin/${name}`);
  }
}

function isUnit(name: string): name is UnitName {
  return Object.hasOwn(DESCRIPTIONS, name);
}
