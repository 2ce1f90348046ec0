import { expect, test } from 'vitest';
import { createLayer } from '../machinery/file-tree.ts';
import { createMemoryFileSystem } from '../machinery/memory-file-system.ts';
import { SeededRandom } from '../machinery/random.ts';
import { VirtualClock } from '../machinery/virtual-clock.ts';
import { writeAtomically } from './atomic-writer.ts';

const payload = (files: Readonly<Record<string, string>>, mode = 0o644) =>
  new Map(Object.entries(files).map(([path, text]) => [path, { bytes: Buffer.from(text), mode }]));

test('a volume is one link away from its content, which changes as a whole', () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
  const tools = { clock, random: new SeededRandom(1) };
  const files = createMemoryFileSystem({ clock, base: createLayer([], 0) });
  const text = (path: string) => Buffer.from(files.read(path)).toString();
  writeAtomically(files, payload({ colour: 'red', 'path/to/size': 'small' }, 0o400), tools);
  const [directory = '', data, ...names] = files.list('/');
  expect([data, ...names]).toEqual(['..data', 'colour', 'path']);
  expect(directory).toMatch(/^\.\.2026_01_05_09_00_00\.\d{10}$/);
  expect([files.readLink('/..data'), files.readLink('/colour'), files.readLink('/path')]).toEqual([
    directory,
    '..data/colour',
    '..data/path',
  ]);
  expect([text('/colour'), text('/path/to/size'), files.stat('/colour').mode]).toEqual(['red', 'small', 0o400]);

  writeAtomically(files, payload({ colour: 'red', 'path/to/size': 'small' }, 0o400), tools);
  expect(files.readLink('/..data')).toBe(directory);

  writeAtomically(files, payload({ colour: 'blue', shape: 'round' }), tools);
  expect(files.list('/').slice(1)).toEqual(['..data', 'colour', 'shape']);
  expect([text('/colour'), text('/shape'), files.exists('/path'), files.exists(`/${directory}`)]).toEqual([
    'blue',
    'round',
    false,
    false,
  ]);
});
