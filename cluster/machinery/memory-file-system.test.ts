import { describe, expect, it } from 'vitest';
import { createLayer } from './file-tree.ts';
import { createMemoryFileSystem } from './memory-file-system.ts';
import { VirtualClock } from './virtual-clock.ts';

const base = createLayer(
  [
    { path: '/etc/hosts', content: 'shared' },
    { path: '/bin', link: 'usr/bin' },
    { path: '/usr/bin/ls', content: 'ls', mode: 0o755 },
    { path: '/tmp', mode: 0o1777 },
    { path: '/dev/null', device: 'null' },
    { path: '/dev/full', device: 'full' },
    { path: '/loop', link: '/loop' },
  ],
  0,
);
const open = (limitBytes?: number) =>
  createMemoryFileSystem({ clock: new VirtualClock(1000), base, ...(limitBytes ? { limitBytes } : {}) });
const bytes = (text: string) => Buffer.from(text);
const text = (content: Uint8Array) => Buffer.from(content).toString();

describe('memory file system', () => {
  it('changes its own files only', () => {
    const [one, two] = [open(), open()];
    one.write('/etc/hosts', bytes('mine'));
    one.append('/etc/hosts', bytes('!'));
    one.remove('/usr/bin/ls');
    expect([text(one.read('/etc/hosts')), text(two.read('/etc/hosts'))]).toEqual(['mine!', 'shared']);
    expect([one.list('/usr/bin'), two.list('/usr/bin')]).toEqual([[], ['ls']]);
  });

  it('follows links', () => {
    const files = open();
    expect(files.resolve('/bin/ls')).toBe('/usr/bin/ls');
    files.link('../etc', '/tmp/up');
    files.write('/tmp/up/new', bytes('x'));
    expect(files.list('/etc')).toEqual(['hosts', 'new']);
    expect(files.linkStat('/tmp/up').kind).toBe('link');
    expect(files.readLink('/tmp/up')).toBe('../etc');
    expect(() => files.read('/loop')).toThrow('Too many levels of symbolic links');
  });

  it('says what the kernel says', () => {
    const files = open();
    expect(() => files.read('/nope')).toThrow('No such file or directory');
    expect(() => files.read('/etc')).toThrow('Is a directory');
    expect(() => files.read('/etc/hosts/x')).toThrow('Not a directory');
    expect(() => files.write('/no/x', bytes(''))).toThrow('No such file or directory');
    expect(() => files.makeDirectory('/etc')).toThrow('File exists');
    expect(() => files.remove('/etc')).toThrow('Directory not empty');
    expect(() => files.rename('/etc', '/etc/below')).toThrow('Invalid argument');
    expect(() => files.write('/dev/full', bytes('x'))).toThrow('No space left on device');
  });

  it('swallows what is written to /dev/null', () => {
    const files = open();
    files.write('/dev/null', bytes('x'));
    files.append('/dev/null', bytes('x'));
    expect(files.read('/dev/null').length).toBe(0);
  });

  it('is full at its limit, and empty again after removing', () => {
    const files = open(10_000);
    files.makeDirectory('/tmp/a/b', { recursive: true });
    const before = files.usedBytes();
    files.write('/tmp/a/big', new Uint8Array(8_000));
    expect(() => files.append('/tmp/a/big', new Uint8Array(8_000))).toThrow('No space left on device');
    files.remove('/tmp/a/big');
    expect(files.usedBytes()).toBe(before);
  });

  it('renames over files and into directories', () => {
    const files = open();
    files.write('/tmp/one', bytes('1'));
    files.write('/tmp/two', bytes('2'));
    files.rename('/tmp/one', '/tmp/two');
    expect([files.list('/tmp'), text(files.read('/tmp/two'))]).toEqual([['two'], '1']);
    files.rename('/usr', '/tmp/usr');
    expect(text(files.read('/tmp/usr/bin/ls'))).toBe('ls');
  });

  it('tells watchers', () => {
    const files = open();
    let changes = 0;
    const stop = files.watch('/tmp/log', () => changes++);
    files.append('/tmp/log', bytes('a'));
    files.append('/tmp/log', bytes('b'));
    const seen = changes;
    stop();
    files.append('/tmp/log', bytes('c'));
    expect([seen, changes]).toEqual([3, 3]);
  });
});
