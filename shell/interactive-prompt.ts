import { expandText } from './interpreter/expand.ts';
import { expandPrompt } from './interpreter/prompt.ts';
import type { Shell } from './interpreter/shell.ts';

/** A prompt as it is shown: its backslash escapes, then (`promptvars`) variables and command substitutions in it. */
export async function promptText(shell: Shell, prompt: string): Promise<string> {
  if (!/[$`]/.test(prompt.replace(/\\\$/g, '')) || !shell.shellOptions.has('promptvars'))
    return expandPrompt(shell, prompt);
  // What an escape gives is text, not a variable's name.
  const decoded = prompt.replace(/\\(?:D\{[^}]*\}|[0-7]{3}|.)/gs, (sequence) =>
    expandPrompt(shell, sequence).replace(/[\\$`"]/g, '\\$&'),
  );
  const status = shell.status;
  try {
    return await expandText(shell, decoded);
  } finally {
    shell.status = status;
  }
}
