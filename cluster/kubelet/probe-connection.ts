import { type MachineSocket, NetworkError, type NetworkErrorCode } from '../machinery/machine.ts';
import type { KubeletContext } from './kubelet-options.ts';

/** Go's words for what the kernel said. */
const GO_ERRORS: Partial<Record<NetworkErrorCode, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  ECONNRESET: 'read: connection reset by peer',
};

/** A probe's connection, opened from the pod's node. Throws `NetworkError`. */
export async function openConnection(
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

/** `dial tcp 192.168.1.2:80: connect: connection refused` */
export function goMessage(error: unknown, address: string, port: number): string {
  if (error instanceof NetworkError) return `dial tcp ${address}:${port}: ${GO_ERRORS[error.code] ?? error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/** Undefined when the time is over before. */
export function within<T>(
  { clock }: KubeletContext,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T | undefined> {
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
