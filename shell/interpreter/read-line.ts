import type { ByteReader } from '../../cluster/machinery/byte-stream.ts';
import { readNext, takeUnread, unread } from '../../cluster/machinery/shared-reader.ts';
import { Interrupted } from './control-flow.ts';
import type { Shell } from './shell.ts';

/**
 * Reads up to a delimiter (a byte; below 0 for none) from a descriptor and leaves what follows for the next reader. Null at the end of input when
 * nothing was read; `ended` tells whether the delimiter was missing.
 */
export async function readDelimited(
  shell: Shell,
  descriptor: number,
  delimiter: number,
  limit = Number.POSITIVE_INFINITY,
  giveUp?: AbortSignal,
): Promise<{ bytes: Buffer; ended: boolean } | null> {
  const input = shell.descriptors.get(descriptor)?.input;
  if (!input) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const chunk = takeUnread(input) ?? (await nextChunk(shell, input, giveUp));
    if (!chunk) return length === 0 ? null : { bytes: Buffer.concat(chunks), ended: true };
    const at = delimiter < 0 ? -1 : chunk.indexOf(delimiter);
    if (at >= 0 && length + at < limit) {
      unread(input, chunk.subarray(at + 1));
      return { bytes: joined(chunks, chunk.subarray(0, at)), ended: false };
    }
    if (length + chunk.length >= limit) {
      unread(input, chunk.subarray(limit - length));
      return { bytes: Buffer.concat([...chunks, chunk.subarray(0, limit - length)]), ended: false };
    }
    chunks.push(chunk);
    length += chunk.length;
  }
}

function joined(chunks: readonly Uint8Array[], last: Uint8Array): Buffer {
  return chunks.length === 0
    ? Buffer.from(last.buffer, last.byteOffset, last.byteLength)
    : Buffer.concat([...chunks, last]);
}

/** Ctrl-C gives the read up: what is typed next is for the prompt. */
async function nextChunk(shell: Shell, input: ByteReader, giveUp?: AbortSignal): Promise<Uint8Array | null> {
  const givenUp = new AbortController();
  const abort = () => givenUp.abort(new Interrupted());
  giveUp?.addEventListener('abort', abort, { once: true });
  try {
    return await shell.interruptible(readNext(input, givenUp.signal));
  } finally {
    giveUp?.removeEventListener('abort', abort);
    abort();
  }
}

/** The next line without its newline; null at the end. */
export async function readLine(shell: Shell, descriptor: number): Promise<string | null> {
  return (await readDelimited(shell, descriptor, 10))?.bytes.toString('utf8') ?? null;
}
