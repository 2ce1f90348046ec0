import type { ByteReader, ByteWriter } from '../../machinery/byte-stream.ts';
import type { Status } from '../../machinery/kubernetes-object.ts';

/** The streams of one exec or attach, whatever carries them. */
export interface RemoteCommandStreams {
  readonly stdin: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  /** Aborted when the client went away. */
  readonly signal: AbortSignal;
  /** The last size the client told, if it has. */
  readonly size: TerminalSize | null;
  onResize(listener: (columns: number, rows: number) => void): void;
  /** The command's end: a metav1.Status, then the connection closes. */
  finish(status: CommandStatus): void;
}

/** The fields of a metav1.Status that a command's end has. */
export type CommandStatus = Pick<Status, 'metadata' | 'status' | 'message' | 'reason' | 'details'>;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What goes over the error channel: from the fourth version on a Status, before that the message of a failure alone. */
export function endText(status: CommandStatus, speaksStatus: boolean): string {
  if (speaksStatus) return JSON.stringify(status);
  return status.status === 'Success' ? '' : (status.message ?? '');
}

/** Sizes as clients tell them: `{"Width":80,"Height":24}`. */
export function parseSize(text: string): TerminalSize | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('Width' in value) || !('Height' in value)) return null;
    const { Width: columns, Height: rows } = value;
    return typeof columns === 'number' && typeof rows === 'number' ? { columns, rows } : null;
  } catch {
    return null;
  }
}
