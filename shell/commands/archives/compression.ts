import type { Transform } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type { ByteReader, ByteWriter } from '../../../cluster/machinery/byte-stream.ts';

/** What was read is not compressed, or is damaged: zlib's own words. */
export class CompressionError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A reader of what `input` holds compressed with gzip. */
export function gunzipped(input: ByteReader): ByteReader {
  const stream = createGunzip();
  return transformed(input, stream);
}

export function gzipped(input: ByteReader, level: number): ByteReader {
  return transformed(input, createGzip({ level }));
}

function transformed(input: ByteReader, stream: Transform): ByteReader {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let failed: unknown;
  const pump = async () => {
    try {
      for (let chunk = await input.read(); chunk; chunk = await input.read()) {
        if (!stream.write(chunk))
          await new Promise<void>((resolve) => {
            stream.once('drain', resolve);
            stream.once('close', resolve);
          });
        if (stream.destroyed) return;
      }
      stream.end();
    } catch (error) {
      failed = error;
      stream.destroy();
    }
  };
  let started = false;
  return {
    async read() {
      if (!started) {
        started = true;
        void pump();
      }
      try {
        const { value, done } = await chunks.next();
        if (failed) throw failed;
        return done ? null : value;
      } catch (error) {
        if (failed) throw failed;
        if (error instanceof Error && 'code' in error && typeof error.code === 'string')
          throw new CompressionError(error.code, error.message);
        throw error;
      }
    },
    close() {
      stream.destroy();
      input.close();
    },
  };
}

/** Writes to `output` compressed; `finish` once everything is written. */
export function gzipWriter(output: Pick<ByteWriter, 'write'>): {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
} {
  const stream = createGzip();
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const drained = (async () => {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) await output.write(next.value);
  })();
  // Whoever writes next hears of it.
  drained.catch(() => stream.destroy());
  return {
    async write(bytes) {
      if (stream.destroyed) return drained;
      if (!stream.write(bytes))
        await Promise.race([new Promise<void>((resolve) => stream.once('drain', resolve)), drained]);
    },
    async finish() {
      stream.end();
      await drained;
    },
  };
}
