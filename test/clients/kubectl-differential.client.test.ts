import { expect, test } from 'vitest';
import { compareScenes } from './differential/compare-scenes.ts';
import { KNOWN_DIFFERENCES } from './differential/known-differences.ts';
import { SCENES } from './differential/scenes.ts';
import { STREAM_SCENES } from './differential/stream-scenes.ts';

compareScenes(SCENES);

test('every known difference is a line', () => {
  const lines = new Set([...SCENES, ...STREAM_SCENES].flatMap((scene) => scene.lines));
  expect(Object.keys(KNOWN_DIFFERENCES).filter((line) => !lines.has(line))).toEqual([]);
});
