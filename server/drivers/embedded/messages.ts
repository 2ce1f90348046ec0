import type { StartState } from '../../labs/lab.ts';
import type { CheckRun, CloudRequest, ClusterNotice, FileRequest, TerminalSize } from '../driver.ts';

/** What a worker is started with. */
export interface WorkerOptions {
  readonly pace: 'real' | 'instant';
}

/** Asked of a worker, about one session. */
export type WorkerCall =
  | { readonly method: 'create'; readonly start: StartState; readonly seed: number }
  | { readonly method: 'openTerminal'; readonly size: TerminalSize; readonly stream: number }
  | { readonly method: 'resize'; readonly stream: number; readonly size: TerminalSize }
  | { readonly method: 'connect'; readonly stream: number }
  | { readonly method: 'check'; readonly run: CheckRun }
  | { readonly method: 'run'; readonly script: string; readonly as: 'learner' | 'checker' }
  | { readonly method: 'probe'; readonly url: string; readonly origin: 'learner' | 'check' }
  | { readonly method: 'snapshot' }
  | { readonly method: 'files'; readonly request: FileRequest }
  | { readonly method: 'cloud'; readonly request: CloudRequest }
  | { readonly method: 'close' }
  /** Answered at once by a worker that is alive. `session` is empty. */
  | { readonly method: 'ping' };

export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly session: string; readonly call: WorkerCall }
  | StreamMessage;

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string; readonly lost: boolean }
  | { readonly kind: 'notice'; readonly session: string; readonly notice: ClusterNotice }
  | StreamMessage;

/** One direction of a byte stream. `credit`: the reader took so many bytes, so as many more may be sent. */
export type StreamMessage =
  | { readonly kind: 'bytes'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly kind: 'credit'; readonly stream: number; readonly bytes: number }
  | { readonly kind: 'end'; readonly stream: number };
