import { KubectlError } from '../errors.ts';
import type { Verb } from '../verb.ts';

/** Verbs of the real kubectl that this one does not have, and what does the same here. */
const INSTEAD: Readonly<Record<string, string>> = {
  diff: 'use kubectl apply --dry-run=server -o yaml',
};

export const refusedVerbs: readonly Verb[] = Object.entries(INSTEAD).map(([name, instead]) => ({
  name,
  usage: `${name} (not here: ${instead})`,
  flags: {},
  anyFlags: true,
  run: () => Promise.reject(new KubectlError(`error: this kubectl has no ${name}: ${instead}`)),
}));
