import type { Container } from 'kubernetes-types/core/v1.d.ts';
import { quantityValue } from '../machinery/quantity.ts';

/** What one container uses. */
export interface Usage {
  /** Billionths of a core. */
  readonly cpuNanos: number;
  readonly memoryBytes: number;
}

/** What a process costs that waits: a tenth of a millicore and more, a few mebibytes. */
const IDLE_CPU_NANOS = 100_000;
const IDLE_CPU_SPREAD_NANOS = 900_000;
const IDLE_MEMORY_BYTES = 3 * 1024 * 1024;
const IDLE_MEMORY_SPREAD_BYTES = 9 * 1024 * 1024;

/** What a request costs: 2 ms of a core, and 64 KiB while it is remembered. */
const CPU_NANOS_A_REQUEST = 2_000_000;
const MEMORY_BYTES_A_REQUEST = 64 * 1024;

/** A container that is near its memory limit is not over it: that would have ended it. */
const MOST_OF_MEMORY_LIMIT = 0.95;

/**
 * Figures that a container of the simulation could have: the same pod always idles at the same cost, and every request
 * adds to it, up to the limits.
 */
export function containerUsage(podUid: string, { name, resources }: Container, requestsPerSecond: number): Usage {
  const cpu =
    IDLE_CPU_NANOS +
    Math.floor(fraction(`${podUid}/${name}/cpu`) * IDLE_CPU_SPREAD_NANOS) +
    requestsPerSecond * CPU_NANOS_A_REQUEST;
  const memory =
    IDLE_MEMORY_BYTES +
    Math.floor(fraction(`${podUid}/${name}/memory`) * IDLE_MEMORY_SPREAD_BYTES) +
    requestsPerSecond * MEMORY_BYTES_A_REQUEST;
  const { cpu: cpuLimit, memory: memoryLimit } = resources?.limits ?? {};
  return {
    cpuNanos: Math.floor(cpuLimit === undefined ? cpu : Math.min(cpu, quantityValue(cpuLimit) * 1e9)),
    memoryBytes: Math.floor(
      memoryLimit === undefined ? memory : Math.min(memory, quantityValue(memoryLimit) * MOST_OF_MEMORY_LIMIT),
    ),
  };
}

/** Always the same number in [0, 1) for the same text (FNV-1a). */
export function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) / 0x1_0000_0000;
}
