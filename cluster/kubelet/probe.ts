import type { Container, ContainerPort, HTTPGetAction, Probe } from 'kubernetes-types/core/v1.js';
import { CollectingWriter } from '../machinery/byte-stream.ts';
import { type MachineSocket, NetworkError, type NetworkErrorCode } from '../machinery/machine.ts';
import { findProgram } from './container-programs.ts';
import type { ContainerRun } from './container-run.ts';
import type { KubeletContext } from './kubelet-options.ts';

export interface ProbeResult {
  readonly ok: boolean;
  /** What the Unhealthy event says after `… probe failed: `. */
  readonly message: string;
}

/** Bytes of a probe's answer that are looked at. */
const ANSWER_LIMIT = 10 * 1024;

/** Go's words for what the kernel said. */
const GO_ERRORS: Partial<Record<NetworkErrorCode, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  ECONNRESET: 'read: connection reset by peer',
};

/** Asks a container once how it is, from its node (pkg/kubelet/prober, pkg/probe). */
export async function runProbe(
  context: KubeletContext,
  container: Container,
  run: ContainerRun,
  podAddress: string,
  probe: Probe,
): Promise<ProbeResult> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.httpGet) return httpProbe(context, container, podAddress, probe.httpGet, timeoutMs);
  if (probe.tcpSocket) {
    const port = portNumber(container, probe.tcpSocket.port);
    return tcpProbe(context, probe.tcpSocket.host ?? podAddress, port, timeoutMs);
  }
  if (probe.exec) return execProbe(context, run, probe.exec.command ?? [], timeoutMs);
  return { ok: true, message: '' };
}

/** A number, or the name of one of the container's ports. */
export function portNumber(container: Container, port: string | number): number {
  if (typeof port === 'number') return port;
  const named = (container.ports ?? []).find(({ name }: ContainerPort) => name === port);
  return named?.containerPort ?? Number(port);
}

async function httpProbe(
  context: KubeletContext,
  container: Container,
  podAddress: string,
  action: HTTPGetAction,
  timeoutMs: number,
): Promise<ProbeResult> {
  const address = action.host ?? podAddress;
  const port = portNumber(container, action.port);
  const path = action.path?.startsWith('/') ? action.path : `/${action.path ?? ''}`;
  const url = `${(action.scheme ?? 'HTTP').toLowerCase()}://${address}:${port}${path}`;
  try {
    const socket = await connect(context, address, port, timeoutMs);
    const status = await within(context, timeoutMs, () => requestStatus(socket, `${address}:${port}`, path, action));
    socket.destroy();
    if (status === undefined) {
      const message = `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
      return { ok: false, message };
    }
    if (status >= 200 && status < 400) return { ok: true, message: '' };
    if (status === 0) return { ok: false, message: `Get "${url}": EOF` };
    return { ok: false, message: `HTTP probe failed with statuscode: ${status}` };
  } catch (error) {
    return { ok: false, message: `Get "${url}": ${goMessage(error, address, port)}` };
  }
}

/** The status of the answer's first line; 0 when there is none. */
async function requestStatus(
  socket: MachineSocket,
  authority: string,
  path: string,
  { httpHeaders = [] }: HTTPGetAction,
): Promise<number> {
  const own = httpHeaders.filter(({ name }) => name.toLowerCase() === 'host');
  const headers = [
    `Host: ${own[0]?.value ?? authority}`,
    'User-Agent: kube-probe/1.34',
    'Accept: */*',
    ...httpHeaders.filter((header) => !own.includes(header)).map(({ name, value }) => `${name}: ${value}`),
    'Connection: close',
  ];
  socket.write(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(text);
    if (status) return Number(status[1]);
    if (text.length > ANSWER_LIMIT) break;
  }
  return 0;
}

async function tcpProbe(
  context: KubeletContext,
  address: string,
  port: number,
  timeoutMs: number,
): Promise<ProbeResult> {
  try {
    const socket = await connect(context, address, port, timeoutMs);
    socket.destroy();
    return { ok: true, message: '' };
  } catch (error) {
    return { ok: false, message: goMessage(error, address, port) };
  }
}

async function connect(
  { nodeHost }: KubeletContext,
  address: string,
  port: number,
  timeoutMs: number,
): Promise<MachineSocket> {
  const socket = await nodeHost.connect(address, port, { origin: 'system', program: 'kubelet', timeoutMs });
  // A reset after the answer is nobody's concern.
  socket.on('error', () => {});
  return socket;
}

async function execProbe(
  context: KubeletContext,
  run: ContainerRun,
  command: readonly string[],
  timeoutMs: number,
): Promise<ProbeResult> {
  const { machine } = run;
  const program = findProgram(machine.programs, command[0] ?? '');
  if (!program) {
    return { ok: false, message: `exec: "${command[0]}": executable file not found in $PATH: unknown` };
  }
  const output = new CollectingWriter(ANSWER_LIMIT);
  const { environment } = machine;
  const process = machine.processes.start({ program, args: command, environment, stdout: output, stderr: output });
  const status = await within(context, timeoutMs, () => process.exited);
  if (!status) {
    machine.processes.signal(process.pid, 'SIGKILL');
    return { ok: false, message: `command timed out: "${command.join(' ')}" timed out after ${timeoutMs / 1000}s` };
  }
  return { ok: status.code === 0, message: output.text() };
}

/** Undefined when the time is over before. */
function within<T>({ clock }: KubeletContext, timeoutMs: number, work: () => Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(timeoutMs, () => resolve(undefined));
    work().then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

function goMessage(error: unknown, address: string, port: number): string {
  if (error instanceof NetworkError) return `dial tcp ${address}:${port}: ${GO_ERRORS[error.code] ?? error.message}`;
  return error instanceof Error ? error.message : String(error);
}
