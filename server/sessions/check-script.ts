import type { Lab } from '../labs/lab.ts';

/** The library, the lab's guards as functions, and the check itself: what bash runs on the checker. */
export function checkScript(lab: Lab, library: string, script: string): string {
  const guards = Object.entries(lab.guards).map(([name, body]) => `guard_${name.replaceAll('-', '_')}() {\n${body}\n}`);
  return [library, ...guards, 'set -e', script].join('\n');
}
