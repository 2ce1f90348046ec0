import type { Verb } from './verb.ts';

/** What `kubectl` alone prints. */
export function overview(verbs: readonly Verb[]): string {
  const names = verbs.map((verb) => `  ${verb.name.padEnd(15)} kubectl ${verb.usage}`).join('\n');
  return `kubectl controls the Kubernetes cluster manager.\n\nCommands:\n${names}\n\nUsage:\n  kubectl [flags] [options]\n`;
}

export function usageOf(verb: Verb): string {
  const flags = Object.entries(verb.flags).map(([name, { short, alone, default: fallback }]) => {
    const value = alone === undefined ? `=${fallback === '' || fallback === undefined ? "''" : fallback}` : '';
    return `    ${short ? `-${short}, ` : ''}--${name}${value}`;
  });
  const children = (verb.children ?? []).map(({ usage }) => `  kubectl ${usage}`);
  const options = flags.length > 0 ? `\nOptions:\n${flags.join('\n')}\n` : '';
  const commands = children.length > 0 ? `\nAvailable Commands:\n${children.join('\n')}\n` : '';
  return `Usage:\n  kubectl ${verb.usage}\n${commands}${options}`;
}
