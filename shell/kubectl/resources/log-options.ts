import type { Flags } from '../command-line/flags.ts';
import { KubectlError } from '../errors.ts';

/** The query of a pod's log (corev1.PodLogOptions) without its container. */
export function logQuery(flags: Flags): Record<string, string | undefined> {
  const tail = tailLines(flags);
  const bytes = flags.integer('limit-bytes');
  const sinceMs = flags.duration('since');
  const text = (value: boolean) => (value ? 'true' : undefined);
  return {
    follow: text(flags.boolean('follow')),
    previous: text(flags.boolean('previous')),
    timestamps: text(flags.boolean('timestamps')),
    insecureSkipTLSVerifyBackend: text(flags.boolean('insecure-skip-tls-verify-backend')),
    tailLines: tail === null ? undefined : String(tail),
    sinceSeconds: sinceMs === 0 ? undefined : String(Math.round(sinceMs / 1000)),
    sinceTime: flags.string('since-time') ? sinceTime(flags.string('since-time')) : undefined,
    limitBytes: bytes === 0 ? undefined : String(bytes),
  };
}

/** With a selector the last ten lines, when no number is given. */
function tailLines(flags: Flags): number | null {
  const asked = flags.integer('tail');
  if (asked !== -1) return asked;
  return flags.string('selector') && !flags.changed('tail') ? 10 : null;
}

export function checkLogOptions(flags: Flags, container: string, args: number): void {
  const sinceMs = flags.duration('since');
  const refuse = (text: string) => {
    throw new KubectlError(`error: ${text}`);
  };
  if (flags.string('since-time') && sinceMs !== 0)
    refuse('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags.boolean('all-containers') && container)
    refuse(`--all-containers=true should not be specified with container name ${container}`);
  if (flags.changed('container') && args === 2) refuse('only one of -c or an inline [CONTAINER] arg is allowed');
  if (flags.integer('limit-bytes') < 0) refuse('--limit-bytes must be greater than 0');
  if (Math.round(sinceMs / 1000) < 0) refuse('--since must be greater than 0');
  if (flags.integer('tail') < -1) refuse('--tail must be greater than or equal to -1');
}

const LAYOUT: readonly (readonly [pattern: RegExp, element: string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d(\.\d+)?/, '05'],
  [/^(Z|[-+]\d\d:\d\d)/, 'Z07:00'],
];

/** A moment as Go's time.RFC3339 reads it, to the second; throws time.Parse's words. */
function sinceTime(text: string): string {
  let rest = text;
  const refuse = (why: string) => new KubectlError(`error: parsing time ${JSON.stringify(text)}${why}`);
  for (const [pattern, element] of LAYOUT) {
    const found = pattern.exec(rest);
    if (!found)
      throw refuse(
        ` as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`,
      );
    rest = rest.slice(found[0].length);
  }
  if (rest) throw refuse(`: extra text: ${JSON.stringify(rest)}`);
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw refuse(': day out of range');
  return `${moment.toISOString().slice(0, 19)}Z`;
}
