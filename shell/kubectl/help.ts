import type { FlagTable } from './command-line/flag-table.ts';
import { EXAMPLES } from './help-examples.ts';
import type { Verb } from './verb.ts';

/** What `kubectl` alone prints. */
export function overview(verbs: readonly Verb[], name = 'kubectl'): string {
  const names = verbs.map((verb) => `  ${verb.name.padEnd(15)} ${name} ${verb.usage}`).join('\n');
  const what = name === 'kubectl' ? 'kubectl controls the Kubernetes cluster manager.' : 'OpenShift Client';
  return `${what}\n\nCommands:\n${names}\n\nUsage:\n  ${name} [flags] [options]\n`;
}

export function usageOf(verb: Verb, name = 'kubectl'): string {
  const flags = optionLines(verb.flags);
  const children = (verb.children ?? []).map(({ usage }) => `  ${name} ${usage}`);
  const options = flags.length > 0 ? `\nOptions:\n${flags.join('\n')}\n` : '';
  const commands = children.length > 0 ? `\nAvailable Commands:\n${children.join('\n')}\n` : '';
  const closing = `\nUse "${name} options" for a list of global command-line options (applies to all commands).\n`;
  return `${examplesOf(verb)}Usage:\n  ${name} ${verb.usage}\n${commands}${options}${verb.isGroup ? '' : closing}`;
}

/** The verb's path is how its usage begins: `rollout undo (TYPE NAME | …`. */
function examplesOf({ usage }: Verb): string {
  const path = /^[a-z-]+(?: [a-z-]+)*/.exec(usage)?.[0] ?? '';
  const examples = EXAMPLES[path];
  if (!examples) return '';
  return `Examples:\n${examples.map(([what, how]) => `  # ${what}\n  ${how}\n`).join('\n')}\n`;
}

/** A line a flag, as help and `kubectl options` show them. */
export function optionLines(flags: FlagTable): string[] {
  return Object.entries(flags).map(([name, { short, alone, kind, default: fallback }]) => {
    const value = kind === 'strings' ? '[]' : fallback === '' || fallback === undefined ? "''" : fallback;
    return `    ${short ? `-${short}, ` : ''}--${name}=${alone !== undefined && kind === 'string' ? `'${fallback ?? ''}'` : value}:`;
  });
}
