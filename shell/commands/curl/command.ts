import type { Process } from '../../../cluster/machinery/machine.ts';
import type { Connection } from './connection.ts';
import type { CookieJar } from './cookies.ts';
import type { CurlOptions } from './options.ts';
import type { Sink } from './output.ts';
import type { RequestParts } from './request-body.ts';
import type { Trace } from './trace.ts';
import type { Transfer } from './transfer.ts';

/** What the requests of one command share. */
export interface Command {
  readonly process: Process;
  readonly options: CurlOptions;
  readonly trace: Trace;
  /** The first connection is about to be made: time for the meter's head. */
  readonly started: (transfer: Transfer) => Promise<void>;
  /** The transfer's last byte is there: time for the progress meter's last line. */
  readonly ended: (transfer: Transfer) => Promise<void>;
  /** The kept-alive connections, and the number of the next one. */
  readonly pool: { idle: Connection[]; next: number };
  readonly cookies: CookieJar;
}

/** One request of a transfer. */
export interface Request {
  readonly url: URL;
  readonly parts: RequestParts;
  readonly headers: readonly string[];
  readonly ownHost: boolean;
  readonly target: string | null;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  /** Heads go here, too (-D). */
  readonly dumpHead: (text: string) => Promise<void>;
}
