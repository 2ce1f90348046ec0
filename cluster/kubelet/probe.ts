import type { Container, ContainerPort, Probe } from 'kubernetes-types/core/v1.js';
import { CollectingWriter } from '../machinery/byte-stream.ts';
import { findProgram } from './container-programs.ts';
import type { ContainerRun } from './container-run.ts';
import { grpcProbe } from './grpc-probe.ts';
import { httpProbe } from './http-probe.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { goMessage, openConnection, within } from './probe-connection.ts';

export interface ProbeResult {
  readonly ok: boolean;
  /** What the Unhealthy event says after `… probe failed: `. */
  readonly message: string;
}

/** Bytes of a probe's answer that are looked at. */
const ANSWER_LIMIT = 10 * 1024;

/** Asks a container once how it is, from its node (pkg/kubelet/prober, pkg/probe). */
export async function runProbe(
  context: KubeletContext,
  container: Container,
  run: ContainerRun,
  podAddress: string,
  probe: Probe,
): Promise<ProbeResult> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.httpGet) {
    const port = portNumber(container, probe.httpGet.port);
    return httpProbe(context, probe.httpGet, port, podAddress, timeoutMs);
  }
  if (probe.grpc) return grpcProbe(context, podAddress, probe.grpc.port, probe.grpc.service ?? '', timeoutMs);
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

async function tcpProbe(
  context: KubeletContext,
  address: string,
  port: number,
  timeoutMs: number,
): Promise<ProbeResult> {
  try {
    const socket = await openConnection(context, address, port, timeoutMs);
    socket.destroy();
    return { ok: true, message: '' };
  } catch (error) {
    return { ok: false, message: goMessage(error, address, port) };
  }
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
