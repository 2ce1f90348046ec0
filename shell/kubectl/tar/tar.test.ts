import { expect, test } from 'vitest';
import { createPipe } from '../../../cluster/machinery/byte-stream.ts';
import { encodeHeader, padding, TAR_END } from './tar-header.ts';
import { TarReader } from './tar-reader.ts';

const FILE = { kind: 'file', linkName: '', mode: 0o644, modifiedMs: 1_700_000_000_000 } as const;

test('members come back as they were written, long names too, however the bytes are cut', async () => {
  const long = `${'directory/'.repeat(12)}file`;
  const bytes = Buffer.from('hello');
  const archive = Buffer.concat([
    encodeHeader({ ...FILE, name: 'short', sizeBytes: bytes.length }),
    bytes,
    padding(bytes.length),
    encodeHeader({ ...FILE, name: long, sizeBytes: 0 }),
    encodeHeader({ ...FILE, name: 'link', kind: 'link', linkName: 'short', sizeBytes: 0 }),
    TAR_END,
  ]);
  const { reader, writer } = createPipe(archive.length + 1);
  for (let at = 0; at < archive.length; at += 100) await writer.write(archive.subarray(at, at + 100));
  writer.close();
  const tar = new TarReader(reader);
  const first = await tar.next();
  const parts: Buffer[] = [];
  for (let part = await tar.read(); part; part = await tar.read()) parts.push(part);
  const names = [first?.name, (await tar.next())?.name];
  const link = await tar.next();
  expect([Buffer.concat(parts).toString(), names, link?.kind, link?.linkName, await tar.next()]).toEqual([
    'hello',
    ['short', long],
    'link',
    'short',
    null,
  ]);
});

test('an archive that breaks off is an error', async () => {
  const { reader, writer } = createPipe(4096);
  await writer.write(encodeHeader({ ...FILE, name: 'cut', sizeBytes: 10 }));
  writer.close();
  const tar = new TarReader(reader);
  await tar.next();
  await expect(tar.read()).rejects.toThrow('unexpected EOF');
});
