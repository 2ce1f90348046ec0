import type { Clock } from '../../../cluster/machinery/clock.ts';
import type { Topology } from '../../../cluster/trace/topology.ts';
import type { Trace } from '../../../cluster/trace/trace.ts';
import type { ClusterNotice } from '../driver.ts';
import { wireTopology, wireTrace } from './wire-types.ts';

/** Notices leave at most 20 times a second. */
const EVERY_MS = 50;
/** Requests drawn one by one in one batch; of more, the last are sent and the others counted. */
const TRACES_A_BATCH = 20;

/** Collects what happens in a cluster and tells it in small, rare portions. */
export class NoticeBatch {
  readonly #clock: Clock;
  readonly #tell: (notice: ClusterNotice) => void;
  #topology: Topology | null = null;
  #traces: Trace[] = [];
  #skipped = 0;
  #changed = false;
  #timer: (() => void) | null = null;

  constructor(clock: Clock, tell: (notice: ClusterNotice) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  topology(topology: Topology): void {
    this.#topology = topology;
    this.#arm();
  }

  trace(trace: Trace): void {
    this.#traces.push(trace);
    if (this.#traces.length > TRACES_A_BATCH) {
      this.#traces.shift();
      this.#skipped++;
    }
    this.#arm();
  }

  changed(): void {
    this.#changed = true;
    this.#arm();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #arm(): void {
    this.#timer ??= this.#clock.schedule(EVERY_MS, () => this.#flush());
  }

  #flush(): void {
    this.#timer = null;
    if (this.#topology) this.#tell({ kind: 'topology', topology: wireTopology(this.#topology) });
    if (this.#traces.length > 0)
      this.#tell({ kind: 'traces', traces: this.#traces.map(wireTrace), skipped: this.#skipped });
    if (this.#changed) this.#tell({ kind: 'changed' });
    this.#topology = null;
    this.#traces = [];
    this.#skipped = 0;
    this.#changed = false;
  }
}
