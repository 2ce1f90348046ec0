import type { Process } from '../../../cluster/machinery/machine.ts';
import type { Connection, ConnectTiming } from './connection.ts';
import type { ResponseHead } from './http-exchange.ts';

/** What one URL's transfer came to: the numbers behind -w. */
export interface Transfer {
  readonly url: string;
  readonly number: number;
  readonly startedMs: number;
  readonly timing: ConnectTiming;
  /** Clock times, 0 when not reached. */
  sentMs: number;
  firstByteMs: number;
  endedMs: number;
  redirectMs: number;
  effectiveUrl: string;
  method: string;
  head: ResponseHead | null;
  /** Of this exchange, interim ones with it. */
  headText: string;
  connection: Connection | null;
  newConnections: number;
  redirects: number;
  redirectUrl: string;
  headerBytes: number;
  requestBytes: number;
  uploadedBytes: number;
  downloadedBytes: number;
  /** What the response said it would send; null when unsaid. */
  expectedBytes: number | null;
  fileName: string;
  /** A progress meter is under way. */
  metered: boolean;
  /** Its meter has its head. */
  begun: boolean;
  /** From 1; a retry's meter has no head. */
  attempt: number;
  exitCode: number;
  errorMessage: string;
}

export function newTransfer(process: Process, url: string, number: number): Transfer {
  return {
    url,
    number,
    startedMs: process.machine.clock.now(),
    timing: { resolvedMs: 0, connectedMs: 0, securedMs: 0 },
    sentMs: 0,
    firstByteMs: 0,
    endedMs: 0,
    redirectMs: 0,
    effectiveUrl: url,
    method: 'GET',
    head: null,
    headText: '',
    connection: null,
    newConnections: 0,
    redirects: 0,
    redirectUrl: '',
    headerBytes: 0,
    requestBytes: 0,
    uploadedBytes: 0,
    downloadedBytes: 0,
    expectedBytes: null,
    fileName: '',
    metered: false,
    attempt: 1,
    begun: false,
    exitCode: 0,
    errorMessage: '',
  };
}
