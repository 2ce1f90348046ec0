import type { RuleOrigin } from './flow.ts';

/**
 * Decides where chance, a turn or a count of connections would, when a way is only thought through. Whoever meets one
 * changes nothing: no counter, no entry, no turn.
 */
export interface Rehearsal {
  /** One of several outcomes with these weights: its index. */
  pick(weights: readonly number[]): number;
}

/** A request that a listener is asked about, as it would come in. */
export interface ForeseenRequest {
  readonly host: string;
  readonly path: string;
  /** Of the peer. */
  readonly source: string;
  readonly secure: boolean;
}

/** What a proxy would do with it: send it on, or answer itself (status), or close the connection (null). */
export type Foreseen =
  | {
      readonly to: { readonly address: string; readonly port: number };
      readonly weight: number;
      readonly rule: string;
      readonly origin?: RuleOrigin;
      /** It reads HTTP. Absent: it passes bytes on. */
      readonly reads?: boolean;
    }
  | { readonly status: number | null; readonly rule: string; readonly origin?: RuleOrigin };

/** All that a listener might do with a request. An empty list: it answers itself, as an application does. */
export type Foresight = (request: ForeseenRequest) => readonly Foreseen[];
