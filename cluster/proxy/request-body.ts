import type { Readable } from 'node:stream';

/** A body longer than this is passed on as it comes, whatever the dialect buffers. */
const LONGEST_BUFFERED = 1_048_576;

export type BodyOutcome =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** `first` has been read; the rest is still to come. */
  | { readonly kind: 'streaming'; readonly first: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'aborted' };

export interface BodyOptions {
  /** 0: no limit. */
  readonly limitBytes: number;
  readonly onProgress: () => void;
}

/** Collects a request's body. */
export function collectBody(source: Readable, { limitBytes, onProgress }: BodyOptions): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = (outcome: BodyOutcome) => {
      source.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      resolve(outcome);
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      onProgress();
      if (limitBytes > 0 && length > limitBytes) done({ kind: 'too-large' });
      else if (length > LONGEST_BUFFERED) {
        source.pause();
        done({ kind: 'streaming', first: Buffer.concat(chunks) });
      }
    };
    const onEnd = () => done({ kind: 'whole', bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) });
    const onClose = () => done({ kind: 'aborted' });
    source.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
