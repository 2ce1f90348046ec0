import type { Trace } from '../trace.ts';

/** One way that a request may take. */
export interface PossiblePath {
  /** Of all requests: 0 to 1. */
  readonly probability: number;
  /** As its trace would be. Ports that chance would choose are the same in all of them. */
  readonly trace: Trace;
  /** The source address that the last box would see; null where nothing arrives. */
  readonly sourceSeen: string | null;
}

/** All that may become of a request, as the rules are now, with nothing sent. */
export interface Prediction {
  readonly url: string;
  /** The most probable first. Their probabilities add up to 1, unless there were more than could be followed. */
  readonly paths: readonly PossiblePath[];
  /** What is missing to 1. */
  readonly notFollowed: number;
}
