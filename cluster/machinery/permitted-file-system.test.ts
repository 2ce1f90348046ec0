import { beforeEach, expect, test } from 'vitest';
import type { FileError, FileSystem } from './file-system.ts';
import { createLayer } from './file-tree.ts';
import { createMemoryFileSystem } from './memory-file-system.ts';
import { mountFileSystems } from './mounted-file-system.ts';
import { PermittedFileSystem } from './permitted-file-system.ts';
import { VirtualClock } from './virtual-clock.ts';

const LAYER = createLayer(
  [
    { path: '/etc/motd', content: 'hello\n' },
    { path: '/etc/shadow', content: 'root:x\n', mode: 0o640 },
    { path: '/root/.profile', content: '' },
    { path: '/tmp', mode: 0o1777 },
    { path: '/tmp/roots', content: '' },
    { path: '/data/group', content: '', mode: 0o660 },
    { path: '/dev/null', device: 'null' },
  ],
  0,
);
const credentials = { uid: 1000, gid: 1000, groups: [1000, 2000], noNewPrivileges: false };
const bytes = new Uint8Array();
let files: FileSystem;

beforeEach(() => {
  const base = createMemoryFileSystem({ clock: new VirtualClock(), base: LAYER });
  base.setMode('/root', 0o700);
  base.setOwner('/data/group', 0, 2000);
  const mounted = mountFileSystems(base, { mounts: [], readOnlyRoot: false, owner: { uid: 1000, gid: 1000 } });
  files = new PermittedFileSystem(mounted, credentials);
});

test.each<[string, (all: FileSystem) => void, string]>([
  ['read what is for others', (all) => all.read('/etc/shadow'), 'EACCES'],
  ['change what belongs to root', (all) => all.append('/etc/motd', bytes), 'EACCES'],
  ['make files in a directory of root', (all) => all.write('/etc/new', bytes), 'EACCES'],
  ['make directories in a directory of root', (all) => all.makeDirectory('/opt/a', { recursive: true }), 'EACCES'],
  ['remove files from it', (all) => all.remove('/etc/motd'), 'EACCES'],
  ['move files out of it', (all) => all.rename('/etc/motd', '/tmp/motd'), 'EACCES'],
  ['look into a closed directory', (all) => all.list('/root'), 'EACCES'],
  ['search a closed directory', (all) => all.stat('/root/.profile'), 'EACCES'],
  ['remove another’s file from /tmp', (all) => all.remove('/tmp/roots'), 'EPERM'],
  ['change the mode of another’s file', (all) => all.setMode('/etc/motd', 0o777), 'EPERM'],
  [
    'give a file away',
    (all) => {
      all.write('/tmp/own', bytes);
      all.setOwner('/tmp/own', 0, 0);
    },
    'EPERM',
  ],
])('a user may not %s', (_what, act, code) => {
  expect(() => act(files)).toThrow(expect.objectContaining({ code }) as FileError);
});

test('a user may use what is its own, its groups’ and everybody’s', () => {
  files.write('/tmp/own', bytes);
  expect(files.stat('/tmp/own')).toMatchObject({ uid: 1000, gid: 1000 });
  files.setMode('/tmp/own', 0o600);
  files.setOwner('/tmp/own', 1000, 2000);
  files.rename('/tmp/own', '/tmp/moved');
  files.remove('/tmp/moved');
  files.append('/data/group', bytes);
  files.write('/dev/null', bytes);
  expect(Buffer.from(files.read('/etc/motd')).toString()).toBe('hello\n');
  expect([files.exists('/root/.profile'), files.exists('/etc/motd')]).toEqual([false, true]);
});
