import type { FlagTable } from './command-line/flag-table.ts';
import type { Verb } from './verb.ts';

/** What `kubectl` alone prints. */
export function overview(verbs: readonly Verb[]): string {
  const names = verbs.map((verb) => `  ${verb.name.padEnd(15)} kubectl ${verb.usage}`).join('\n');
  return `kubectl controls the Kubernetes cluster manager.\n\nCommands:\n${names}\n\nUsage:\n  kubectl [flags] [options]\n`;
}

export function usageOf(verb: Verb): string {
  const flags = optionLines(verb.flags);
  const children = (verb.children ?? []).map(({ usage }) => `  kubectl ${usage}`);
  const options = flags.length > 0 ? `\nOptions:\n${flags.join('\n')}\n` : '';
  const commands = children.length > 0 ? `\nAvailable Commands:\n${children.join('\n')}\n` : '';
  return `Usage:\n  kubectl ${verb.usage}\n${commands}${options}`;
}

/** A line a flag, as help and `kubectl options` show them. */
export function optionLines(flags: FlagTable): string[] {
  return Object.entries(flags).map(([name, { short, alone, kind, default: fallback }]) => {
    const value = kind === 'strings' ? '[]' : fallback === '' || fallback === undefined ? "''" : fallback;
    return `    ${short ? `-${short}, ` : ''}--${name}=${alone !== undefined && kind === 'string' ? `'${fallback ?? ''}'` : value}:`;
  });
}
