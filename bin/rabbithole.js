#!/usr/bin/env node
// Plain JavaScript: the door that loads the TypeScript sources, or dist/ where the image holds a compiled tree.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const compiled = fileURLToPath(new URL('../dist/server/command-line/main.js', import.meta.url));
if (process.env.RABBITHOLE_DIST === '1' && existsSync(compiled)) {
  await import(pathToFileURL(compiled).href);
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import('../server/command-line/main.ts');
}
