import { type JsonObject, nameOf, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { type ExecChannelOptions, runExec } from './exec-channel.ts';

export const podPath = (pod: JsonObject, subresource: string): string =>
  `/api/v1/namespaces/${encodeURIComponent(stringAt(pod, 'metadata', 'namespace'))}/pods/${encodeURIComponent(nameOf(pod))}/${subresource}`;

/** Runs `command` in a container with the given streams; with a terminal errors come with the output. */
export function execIn(
  session: Session,
  pod: JsonObject,
  { container, command, ...streams }: Streams & { readonly container: string; readonly command: readonly string[] },
): Promise<number> {
  return runExec(session, {
    ...streams,
    path: podPath(pod, 'exec'),
    query: { command, container, ...streamQuery(streams) },
  });
}

/** Joins the main process of a container. */
export function attachTo(
  session: Session,
  pod: JsonObject,
  { container, ...streams }: Streams & { readonly container: string },
): Promise<number> {
  return runExec(session, {
    ...streams,
    path: podPath(pod, 'attach'),
    query: { container, ...streamQuery(streams) },
    redraw: true,
  });
}

type Streams = Omit<ExecChannelOptions, 'path' | 'query'>;

function streamQuery({ input, terminal }: Streams): Record<string, string | undefined> {
  return {
    stdin: input ? 'true' : undefined,
    stdout: 'true',
    stderr: terminal ? undefined : 'true',
    tty: terminal ? 'true' : undefined,
  };
}
