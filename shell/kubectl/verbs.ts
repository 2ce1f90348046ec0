import type { Verb } from './verb.ts';
import { apply } from './verbs/apply.ts';
import { get } from './verbs/get.ts';

/** Every verb, one line each. */
export const VERBS: readonly Verb[] = [apply, get];
