import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goBinary } from '../go-binary.js';

const DIRECTORY = fileURLToPath(new URL('.', import.meta.url));

/** The path of a program of this module, built again when its sources change; undefined with one loud line without Go. */
export function operatorBinary(name: 'manager' | 'walk'): string | undefined {
  const hash = createHash('sha256').update(readFileSync(join(DIRECTORY, 'go.sum')));
  for (const file of readdirSync(join(DIRECTORY, name)).sort()) hash.update(readFileSync(join(DIRECTORY, name, file)));
  const version = `operator-${hash.digest('hex').slice(0, 12)}`;
  return goBinary({ name, version, directory: DIRECTORY, main: `./${name}` });
}
