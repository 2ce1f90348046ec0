import type { ByteReader } from './byte-stream.ts';

/**
 * Several processes may read the same descriptor one after the other, and a process may be killed while it waits. The
 * read that is under way then belongs to whoever reads next, so no byte is lost with the dead. `unread` gives bytes
 * back: what a shell's `read` took beyond its line.
 */
class SharedReader {
  readonly #source: ByteReader;
  #kept: Uint8Array[] = [];
  #pending: Promise<void> | null = null;
  #ended = false;
  #failure: unknown;

  constructor(source: ByteReader) {
    this.#source = source;
  }

  async read(signal: AbortSignal): Promise<Uint8Array | null> {
    for (;;) {
      signal.throwIfAborted();
      const chunk = this.#kept.shift();
      if (chunk) return chunk;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) {
        // A terminal's end of input is only for the one who read it: whoever reads next waits again.
        this.#ended = false;
        return null;
      }
      await abortable(this.#fetch(), signal);
    }
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#kept.unshift(bytes);
  }

  take(): Uint8Array | undefined {
    return this.#kept.shift();
  }

  drop(): void {
    this.#kept = [];
  }

  #fetch(): Promise<void> {
    this.#pending ??= this.#source
      .read()
      .then(
        (chunk) => {
          if (chunk) this.#kept.push(chunk);
          else this.#ended = true;
        },
        (error: unknown) => {
          this.#failure = error;
        },
      )
      .finally(() => {
        this.#pending = null;
      });
    return this.#pending;
  }
}

const shared = new WeakMap<ByteReader, SharedReader>();

function sharedReader(reader: ByteReader): SharedReader {
  let found = shared.get(reader);
  if (!found) {
    found = new SharedReader(reader);
    shared.set(reader, found);
  }
  return found;
}

/** Reads from `reader` unless `signal` is aborted first; then nothing is consumed. */
export function readShared(reader: ByteReader, signal: AbortSignal): Promise<Uint8Array | null> {
  return sharedReader(rawReader(reader)).read(signal);
}

/** Reads as `reader.read()` does, and first what was given back by `unread`. */
export function readNext(reader: ByteReader, signal: AbortSignal): Promise<Uint8Array | null> {
  return views.get(reader)?.read(signal) ?? readShared(reader, signal);
}

/** Gives bytes back: the next read of this descriptor, by whichever process, starts with them. */
export function unread(reader: ByteReader, bytes: Uint8Array): void {
  sharedReader(rawReader(reader)).unread(bytes);
}

/** What was given back and not read since, without a wait. */
export function takeUnread(reader: ByteReader): Uint8Array | undefined {
  return shared.get(rawReader(reader))?.take();
}

/** Forgets what was given back to this descriptor: a terminal's Ctrl-C drops what was typed ahead. */
export function dropUnread(reader: ByteReader): void {
  shared.get(reader)?.drop();
}

interface View {
  readonly raw: ByteReader;
  read(signal: AbortSignal): Promise<Uint8Array | null>;
}

const views = new WeakMap<ByteReader, View>();

/** Remembers which descriptor a process's own view stands for, and how it is read until a signal is aborted. */
export function markView(view: ByteReader, raw: ByteReader, read: View['read']): void {
  views.set(view, { raw: rawReader(raw), read });
}

/** The descriptor behind a process's view of it. */
export function rawReader(reader: ByteReader): ByteReader {
  return views.get(reader)?.raw ?? reader;
}

/** `promise`, or a rejection with the signal's reason, whichever is first. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Aborted as soon as one of the two is; `release` lets go of both. */
export function eitherAborted(one: AbortSignal, other: AbortSignal): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onOne = () => controller.abort(one.reason);
  const onOther = () => controller.abort(other.reason);
  if (one.aborted) onOne();
  if (other.aborted) onOther();
  one.addEventListener('abort', onOne);
  other.addEventListener('abort', onOther);
  return {
    signal: controller.signal,
    release: () => {
      one.removeEventListener('abort', onOne);
      other.removeEventListener('abort', onOther);
    },
  };
}
