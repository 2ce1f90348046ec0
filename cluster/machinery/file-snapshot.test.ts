import { expect, test } from 'vitest';
import { parseFiles, restoreFiles, snapshotFiles } from './file-snapshot.ts';
import { createLayer } from './file-tree.ts';
import { createMemoryFileSystem } from './memory-file-system.ts';
import { VirtualClock } from './virtual-clock.ts';

const bytes = (text: string) => Buffer.from(text);
const base = createLayer(
  [{ path: '/etc/hosts', content: 'a' }, { path: '/etc/old', content: 'b' }, { path: '/var' }],
  0,
);
const create = () => {
  const files = createMemoryFileSystem({ clock: new VirtualClock(5000), base });
  files.write('/etc/own', bytes('of every such machine'));
  files.markStart();
  return files;
};

test('what was changed since the start is saved as JSON and made again', () => {
  const first = create();
  first.append('/etc/hosts', bytes('ä'));
  first.remove('/etc/old');
  first.makeDirectory('/home/me', { recursive: true, mode: 0o700 });
  first.write('/home/me/raw', Uint8Array.of(255, 0, 1), 0o600);
  first.setOwner('/home/me/raw', 1000, 100);
  first.setModified('/home/me', 1234);
  first.link('../etc/hosts', '/home/hosts');
  first.write('/var/large', new Uint8Array(300_000));
  const { files, leftOut } = snapshotFiles(first.changes());
  expect(leftOut).toEqual(['/var/large']);
  expect(files.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    'directory /',
    'removed /etc/old',
    'file /etc/hosts',
    'directory /var',
    'directory /home',
    'directory /home/me',
    'file /home/me/raw',
    'link /home/hosts',
  ]);
  const second = create();
  restoreFiles(second, parseFiles(JSON.parse(JSON.stringify(files)), 'files'));
  first.remove('/var/large');
  first.setModified('/var', 5000);
  expect(second.changes()).toEqual(first.changes());
  expect(Buffer.from(second.read('/home/hosts')).toString()).toBe('aä');
});

test('an untouched file system has no changes', () => {
  expect(create().changes()).toEqual([]);
});

test('damage is named by its place', () => {
  const file = { path: '/a', kind: 'file', mode: 420, uid: 0, gid: 0, modifiedMs: 1, text: '' };
  expect(() => parseFiles([file, { ...file, mode: 'rw' }], 'files')).toThrow(
    'files[1].mode must be a whole number that is not negative',
  );
  expect(() => parseFiles([{ ...file, kind: 'socket' }], 'files')).toThrow(
    'files[0].kind must be one of file, directory, link, removed',
  );
});
