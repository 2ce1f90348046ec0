import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { abortable } from '../../../cluster/machinery/shared-reader.ts';
import { type Call, defineCommand } from './define.ts';

/** Bytes kept of a stream whose end is wanted. */
const KEEP_BYTES = 16 * 1024 * 1024;

/** tail(1); `-f` follows a file as it grows. */
export const tail = defineCommand(
  {
    name: 'tail',
    usage:
      'Usage: tail [OPTION]... [FILE]...\n  -n N  the last N lines (10); +N from line N on\n  -c N  the last N bytes\n  -f    follow as the file grows\n  -q    no file names',
    flags: 'fFqv',
    values: 'ncs',
    numeric: 'n',
    long: { lines: 'n', bytes: 'c', follow: 'f', retry: 'F' },
  },
  async (call) => {
    const paths = call.operands.length > 0 ? call.operands : ['-'];
    for (const [index, path] of paths.entries()) {
      const reader = await call.open(path);
      if (!reader) continue;
      if (paths.length > 1 && !call.has('q')) await call.print(`${index > 0 ? '\n' : ''}==> ${path} <==\n`);
      await call.process.stdout.write(lastOf(call, await contentOf(reader)));
    }
    const followed = call.has('f') || call.has('F') ? paths.filter((path) => path !== '-') : [];
    if (followed.length > 0) await Promise.all(followed.map((path) => follow(call, call.path(path))));
    return call.status;
  },
);

async function contentOf(reader: ByteReader): Promise<Buffer> {
  let chunks: Uint8Array[] = [];
  let length = 0;
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > 2 * KEEP_BYTES) {
      chunks = [Buffer.concat(chunks).subarray(-KEEP_BYTES)];
      length = KEEP_BYTES;
    }
  }
  return Buffer.concat(chunks);
}

function lastOf(call: Call, content: Buffer): Uint8Array {
  const bytes = call.value('c');
  if (bytes !== undefined) {
    return bytes.startsWith('+')
      ? content.subarray(Number(bytes) - 1)
      : content.subarray(Math.max(0, content.length - Math.abs(Number(bytes))));
  }
  const lines = call.value('n') ?? '10';
  if (lines.startsWith('+')) {
    let at = 0;
    for (let line = 1; line < Number(lines) && at >= 0; line++) at = content.indexOf(10, at) + 1 || content.length;
    return content.subarray(at);
  }
  const wanted = Math.abs(Number(lines));
  if (wanted === 0) return content.subarray(content.length);
  let at = content.length;
  if (content[at - 1] === 10) at--;
  for (let line = 0; line < wanted; line++) {
    at = content.lastIndexOf(10, at - 1);
    if (at <= 0) return at === 0 && line === wanted - 1 ? content.subarray(1) : content;
  }
  return content.subarray(at + 1);
}

async function follow(call: Call, path: string): Promise<never> {
  const { files } = call.process.machine;
  let seen = files.exists(path) ? files.stat(path).sizeBytes : 0;
  for (;;) {
    let stop = () => {};
    const changed = new Promise<void>((resolve) => {
      stop = files.watch(path, resolve);
    });
    try {
      const size = files.exists(path) ? files.stat(path).sizeBytes : seen;
      if (size === seen) await abortable(changed, call.process.signal);
      else {
        if (size < seen) seen = 0;
        const content = files.read(path).subarray(seen);
        seen += content.length;
        await call.process.stdout.write(content);
      }
    } finally {
      stop();
    }
  }
}
