import { createMachine, LEARNER, type MachineOptions } from '../create-machine.ts';
import type { Machine, MachineNetwork, ProgramTable } from '../machine.ts';
import { SeededRandom } from '../random.ts';
import { VirtualClock } from '../virtual-clock.ts';

const noPrograms: ProgramTable = { find: () => undefined, names: () => [] };

/** For tests that need no network: whatever is asked of it throws. */
const noNetwork = new Proxy({} as MachineNetwork, {
  get: (_, name) => {
    throw new Error(`this machine has no network (${String(name)})`);
  },
});

/** A client machine on a virtual clock, without a network; programmer errors of its programs are thrown. */
export function createTestMachine(options: Partial<MachineOptions> = {}): Machine {
  return createMachine({
    hostname: 'rabbithole',
    kind: 'client',
    ...((options.kind ?? 'client') === 'client' ? { login: LEARNER } : {}),
    network: noNetwork,
    clock: new VirtualClock(),
    random: new SeededRandom(1),
    programs: noPrograms,
    logger: {
      error: (details) => {
        throw 'err' in details ? details.err : details;
      },
    },
    ...options,
  });
}
