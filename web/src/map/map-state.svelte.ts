import type { Topology } from '../../../server/schemas/topology.ts';
import type { Trace } from '../../../server/schemas/trace.ts';
import { motion } from '../site/motion.svelte.ts';
import { geometryFor } from './geometry.ts';
import type { CountStart } from './hops.ts';
import { layout } from './layout.ts';
import { endTime, momentAt, timeOfStub } from './player.ts';
import { rails } from './rails.ts';
import { type Leg, routes } from './routes.ts';
import { ruleHits } from './rule-hits.ts';
import { ruleKey } from './rule-lines.ts';
import { type Timeline, timeline } from './timeline.ts';

interface Source {
  readonly topology: Topology | null;
  readonly traces: readonly Trace[];
}

/** A request that is not the chosen one, on its way. */
export interface Companion {
  readonly id: number;
  readonly legs: readonly Leg[];
  readonly line: Timeline;
  readonly time: number;
}

const mostCompanions = 40;
const companionGapMs = 450;
/** What the column of the provider's edge takes from the pane, in pixels. */
const roomOfEdge = 56;
/** They have nothing to explain. */
const companionHaste = 2.5;

/** What the map shows: the chosen request, the playing time and all that follows from them. */
export class MapState {
  private readonly source: () => Source;
  paneWidth = $state(1040);
  chosenId = $state<number | null>(null);
  time = $state(0);
  playing = $state(false);
  speed = $state(1);
  countFrom = $state<CountStart>('lb');
  /** A card is pinned: new requests do not take over. */
  pinned = $state<string | null>(null);
  /** Questions that can be answered on the map, by their id: what a click on a box chooses, true when it does. */
  readonly pickers = new Map<string, (box: string) => boolean>();
  /** The learner stopped it, or walks through it by hand. */
  held = $state(false);
  /** Numbers and shares stay hidden until the step's prediction, or the lab's own question about the count, is answered. */
  hiddenUntil = $state<'prediction' | 'question' | null>(null);

  get hideNumbers(): boolean {
    return this.hiddenUntil !== null;
  }

  readonly trace: Trace | null = $derived.by(() => this.requests().find((t) => t.id === this.chosenId) ?? null);
  readonly newer: number = $derived.by(() => this.requests().filter((t) => t.id > (this.chosenId ?? 0)).length);
  /** Rules on which node, `node service match`, that any request has met. */
  readonly metRules: ReadonlySet<string> = $derived.by(() => {
    const nodes = this.source().topology?.nodes ?? [];
    const hits = this.requests().flatMap((trace) => ruleHits(trace, nodes));
    return new Set(hits.map((hit) => `${hit.node} ${ruleKey(hit.rule)}`));
  });
  /** Keys of the rules met last, newest first, one a line: a text, so that the map is laid out anew only when it changes. */
  private readonly recentRules: string = $derived.by(() => {
    const nodes = this.source().topology?.nodes ?? [];
    const newest = [...this.requests().slice(-20)].reverse();
    return [...new Set(newest.flatMap((trace) => ruleHits(trace, nodes).map((hit) => ruleKey(hit.rule))))].join('\n');
  });
  readonly map = $derived.by(() => {
    const { topology } = this.source();
    if (!topology) return null;
    const keep = new Set(this.trace?.boxes.map((box) => box.id));
    const edge = topology.loadBalancers.some((lb) => lb.edge) ? roomOfEdge : 0;
    return layout(topology, geometryFor(this.paneWidth - edge), { keep, hitRules: this.recentRules.split('\n') });
  });
  readonly legs = $derived(this.map && this.trace ? routes(this.trace, this.map) : []);
  readonly line = $derived(this.trace && this.legs.length > 0 ? timeline(this.trace, this.legs) : null);
  readonly moment = $derived(this.line ? momentAt(this.line, this.legs, this.time) : null);
  readonly rails = $derived(this.map ? rails(this.map, this.trace ? [this.trace] : []) : []);
  readonly stub: number = $derived(this.moment?.stub ?? 0);
  /** Requests that came while another one is shown: small tickets that run along. */
  others = $state.raw<readonly Companion[]>([]);
  /** The newest request that has arrived; older ones never run along. */
  private seen: number | null = null;
  private frame = 0;
  private lastTick = 0;

  constructor(source: () => Source) {
    this.source = source;
  }

  /** Requests came in. The newest is shown at once, unless the learner is looking at another one; the rest run along. */
  arrived(): void {
    const traces = this.requests();
    const { seen } = this;
    const fresh = seen === null ? [] : traces.filter((trace) => trace.id > seen);
    this.seen = traces[traces.length - 1]?.id ?? 0;
    // One that is held may have gone: only the last 200 are kept.
    const looking = (this.held || this.pinned !== null) && this.trace !== null;
    if (looking || this.newer === 0) return;
    const busy = this.playing && this.trace !== null && this.line !== null;
    if (!busy) this.showNewest();
    this.accompany(fresh.filter((trace) => trace.id !== this.chosenId));
  }

  private accompany(traces: readonly Trace[]): void {
    const { map } = this;
    if (!map || motion.calm || !this.playing) return;
    const joined = traces.slice(0, mostCompanions - this.others.length).map((trace, i): Companion => {
      const legs = routes(trace, map);
      return { id: trace.id, legs, line: timeline(trace, legs), time: -i * companionGapMs };
    });
    this.others = [...this.others, ...joined.filter((one) => one.legs.length > 0)];
  }

  showNewest(): void {
    const traces = this.requests();
    const newest = traces[traces.length - 1];
    if (newest) this.choose(newest.id);
  }

  choose(id: number): void {
    this.chosenId = id;
    this.others = [];
    this.held = false;
    if (motion.calm) {
      this.time = this.line ? endTime(this.line) : 0;
      return;
    }
    this.time = 0;
    this.play();
  }

  /** A box was clicked: the first question that it answers takes it. */
  pick(box: string): void {
    for (const takes of this.pickers.values()) if (takes(box)) return;
  }

  /** The request before or after the chosen one. */
  step(by: 1 | -1): void {
    const traces = this.requests();
    const i = traces.findIndex((t) => t.id === this.chosenId);
    const next = traces[i + by];
    if (next) {
      this.choose(next.id);
      this.held = by < 0 || this.newer > 0;
    }
  }

  seek(stub: number): void {
    if (!this.line) return;
    this.pause();
    this.others = [];
    this.time = timeOfStub(this.line, Math.min(this.legs.length, Math.max(0, stub)));
  }

  toggle(): void {
    if (this.playing) this.pause();
    else if (this.line) {
      this.held = false;
      if (this.time >= this.line.duration) this.time = 0;
      this.play();
    }
  }

  pause(): void {
    this.playing = false;
    this.held = true;
    cancelAnimationFrame(this.frame);
  }

  stop(): void {
    this.playing = false;
    cancelAnimationFrame(this.frame);
  }

  private requests(): readonly Trace[] {
    return this.source().traces;
  }

  private play(): void {
    cancelAnimationFrame(this.frame);
    this.playing = true;
    this.lastTick = performance.now();
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  private tick(now: number): void {
    if (!this.playing) return;
    const passed = Math.min(50, Math.max(0, now - this.lastTick));
    this.lastTick = now;
    const end = this.line?.duration ?? 0;
    this.time = Math.min(end, this.time + passed * this.speed);
    if (this.others.length > 0)
      this.others = this.others
        .map((one) => ({ ...one, time: one.time + passed * this.speed * companionHaste }))
        .filter((one) => one.time < one.line.duration);
    if (this.time < end) {
      this.frame = requestAnimationFrame((next) => this.tick(next));
      return;
    }
    this.playing = false;
    this.others = [];
    this.arrived();
  }
}
