import { runInteractive } from '../interactive.ts';
import { createBash } from '../interpreter/bash.ts';

export const bash = createBash(runInteractive);
