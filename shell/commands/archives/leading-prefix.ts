import type { Machine } from '../../../cluster/machinery/machine.ts';

/** What must not lead a member's name: slashes, and everything up to a `..`; empty where nothing does. */
export function leadingPrefix(name: string): string {
  return /^(?:.*\/)?\.\.(?:\/|$)|^\/+/.exec(name)?.[0] ?? '';
}

/** What tar says once when it takes such a prefix away, in GNU tar's words or busybox'. */
export function removalNotice(machine: Machine, prefix: string): string {
  const shown = prefix.startsWith('/') ? '/' : prefix;
  return machine.files.exists('/usr/bin/busybox')
    ? `removing leading '${shown}' from member names`
    : `Removing leading \`${shown}' from member names`;
}
