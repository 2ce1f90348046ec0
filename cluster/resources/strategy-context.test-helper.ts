import { SeededRandom } from '../machinery/random.ts';
import { VirtualClock } from '../machinery/virtual-clock.ts';
import { invalid } from './field-error.ts';
import type { StrategyContext } from './resource-definition.ts';

/** A context for tests that writes down what was taken (`+`) and given back (`-`); the ports in `taken` are held by others. */
export function recordingContext(taken: readonly number[] = []): StrategyContext & { readonly log: string[] } {
  const log: string[] = [];
  let [nextPort, nextAddress] = [31000, 100];
  return {
    log,
    clock: new VirtualClock(),
    random: new SeededRandom(1),
    user: { name: 'kubernetes-admin', groups: ['system:masters'] },
    dryRun: false,
    allocateClusterIp: (wanted) => {
      const address = wanted ?? `10.96.0.${nextAddress++}`;
      log.push(`+${address}`);
      return address;
    },
    releaseClusterIp: (address) => log.push(`-${address}`),
    allocateNodePort: (wanted) => {
      if (wanted !== undefined && taken.includes(wanted)) {
        throw invalid('nodePort', wanted, 'provided port is already allocated');
      }
      const port = wanted ?? nextPort++;
      log.push(`+${port}`);
      return port;
    },
    releaseNodePort: (port) => log.push(`-${port}`),
  };
}
