import type { SessionEvent } from '../schemas/events.ts';
import type { Progress, SessionState } from '../schemas/sessions.ts';
import type { Topology } from '../schemas/topology.ts';
import type { Trace } from '../schemas/trace.ts';

type Watcher = (event: SessionEvent) => void;

/** What a page that joins is told first. */
export interface Picture {
  readonly state: () => SessionState;
  readonly snapshot: () => Promise<{ topology: Topology; traces: readonly Trace[] }>;
  readonly progress: () => Progress;
}

/** Pages that look at a session. */
export class SessionWatchers {
  readonly #watchers = new Set<Watcher>();

  get any(): boolean {
    return this.#watchers.size > 0;
  }

  publish(event: SessionEvent): void {
    for (const watcher of this.#watchers) watcher(event);
  }

  /**
   * The picture as it is (state, topology, progress, the last traces), then what changes; while the cluster is being
   * started, only its state. The returned function leaves.
   */
  async join(watcher: Watcher, picture: Picture): Promise<() => void> {
    const held: SessionEvent[] = [];
    let hold = true;
    const own = (event: SessionEvent) => {
      if (!hold || event.type === 'state') watcher(event);
      else held.push(event);
    };
    this.#watchers.add(own);
    try {
      watcher({ type: 'state', state: picture.state() });
      const { topology, traces } = await picture.snapshot();
      watcher({ type: 'topology', topology });
      watcher({ type: 'progress', progress: picture.progress() });
      for (const trace of traces) watcher({ type: 'trace', trace });
      hold = false;
      const isNew = (event: SessionEvent) =>
        event.type === 'trace'
          ? !traces.some((trace) => trace.id === event.trace.id)
          : event.type !== 'topology' || event.topology.revision > topology.revision;
      for (const event of held.filter(isNew)) watcher(event);
    } catch (error) {
      this.#watchers.delete(own);
      throw error;
    }
    return () => this.#watchers.delete(own);
  }
}
