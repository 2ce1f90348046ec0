import { createBash } from '../interpreter/bash.ts';

export const bash = createBash(async () => 1);
