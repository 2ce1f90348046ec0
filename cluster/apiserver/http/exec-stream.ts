import type { ExecStreams } from '../../machinery/kubelet-endpoint.ts';
import { KubeletError } from '../../machinery/kubelet-endpoint.ts';
import { type ExitStatus, SIGNAL_NUMBERS } from '../../machinery/machine.ts';
import { refusals } from '../errors.ts';
import type { ResourceRequest } from '../resource-request.ts';
import { booleanParameter } from './boolean-parameter.ts';
import { type PodTarget, refuseWithoutNode } from './pod-target.ts';
import type { CommandStatus, RemoteCommandStreams } from './remote-command.ts';

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** What of a remote command can be refused before the connection is upgraded. */
export function checkExecOptions(request: ResourceRequest): void {
  const flag = (name: string) => booleanParameter(request.query, name);
  if (request.subresource === 'exec' && request.query.getAll('command').length === 0) {
    throw refusals.badRequest('you must specify a command for the container to execute');
  }
  if (!flag('stdin') && !flag('stdout') && !flag('stderr')) {
    throw refusals.badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
}

/** The streams that a SPDY client opens for these options (kubelet/pkg/cri/streaming/remotecommand/httpstream.go). */
export function expectedStreams({ query }: ResourceRequest, protocol: string): string[] {
  const flag = (name: string) => booleanParameter(query, name);
  const resizes = flag('tty') && (protocol === 'v3.channel.k8s.io' || protocol === 'v4.channel.k8s.io');
  return [
    'error',
    ...(flag('stdin') ? ['stdin'] : []),
    ...(flag('stdout') ? ['stdout'] : []),
    ...(flag('stderr') && !flag('tty') ? ['stderr'] : []),
    ...(resizes ? ['resize'] : []),
  ];
}

export interface RemoteCommandOptions {
  /** The API server speaks to the kubelet in another protocol than to the client, and says what the kubelet says of itself. */
  readonly isTranslated: boolean;
  readonly onError: (error: unknown) => void;
}

/** Runs `exec` or `attach` over an upgraded socket until the command ends. */
export async function runRemoteCommand(
  request: ResourceRequest,
  target: PodTarget,
  channels: RemoteCommandStreams,
  { isTranslated, onError }: RemoteCommandOptions,
): Promise<void> {
  try {
    const kubelet = refuseWithoutNode(target);
    const streams = streamsOf(request, channels);
    const command = request.query.getAll('command');
    const exit =
      request.subresource === 'exec'
        ? await kubelet.exec(target.pod, target.container, command, streams)
        : await kubelet.attach(target.pod, target.container, streams);
    channels.finish(exitStatus(exit));
  } catch (error) {
    if (!(error instanceof KubeletError)) onError(error);
    const message =
      error instanceof KubeletError ? kubeletMessage(error, isTranslated) : 'the command could not be run';
    channels.finish(refusals.internal(message).status);
  }
}

/**
 * What the kubelet refuses before it runs anything reaches clients as a connection that could not be upgraded; a failure
 * that it streams is wrapped once more by a translator (apiserver/pkg/util/proxy/streamtranslator.go).
 */
function kubeletMessage({ message }: KubeletError, isTranslated: boolean): string {
  const early = /^(container not found|container .* is not valid|pods? .* not found)/.test(message);
  if (early) return `unable to upgrade connection: ${message}`;
  return isTranslated ? `Internal error occurred: ${message}` : message;
}

function streamsOf({ query }: ResourceRequest, channels: RemoteCommandStreams): ExecStreams {
  const tty = booleanParameter(query, 'tty');
  return {
    stdin: booleanParameter(query, 'stdin') ? channels.stdin : null,
    stdout: channels.stdout,
    stderr: tty ? channels.stdout : channels.stderr,
    terminal: tty
      ? {
          get columns() {
            return channels.size?.columns ?? DEFAULT_COLUMNS;
          },
          get rows() {
            return channels.size?.rows ?? DEFAULT_ROWS;
          },
          onResize: (listener) => channels.onResize(listener),
        }
      : null,
    signal: channels.signal,
  };
}

/** The Status on the error channel; a client reads the exit code from its causes (remotecommand/v4.go). */
function exitStatus(exit: ExitStatus): CommandStatus {
  const code = exit.signal === undefined ? exit.code : 128 + SIGNAL_NUMBERS[exit.signal];
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}
