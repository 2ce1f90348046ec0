import type { Command } from './command.ts';
import { CurlError } from './errors.ts';
import type { Transfer } from './transfer.ts';

/** Runs a transfer under -m and --connect-timeout: CurlError 28 when one is over. */
export async function withLimits(
  command: Command,
  transfer: Transfer,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { clock } = command.process.machine;
  const { values } = command.options;
  const controller = new AbortController();
  const stop = () => controller.abort();
  command.process.signal.addEventListener('abort', stop, { once: true });
  let expired: CurlError | null = null;
  const limit = (name: string, text: (elapsed: number) => string | null) => {
    const seconds = Number(values.get(name) ?? 0);
    if (!(seconds > 0)) return () => {};
    return clock.schedule(seconds * 1000, () => {
      const message = text(clock.now() - transfer.startedMs);
      if (message === null) return;
      expired = new CurlError(28, message);
      controller.abort();
    });
  };
  const cancels = [
    limit('max-time', (elapsed) => overtime(transfer, elapsed)),
    limit('connect-timeout', (elapsed) => {
      const { hostname, port, protocol } = new URL(transfer.effectiveUrl);
      const number = port || (protocol === 'https:' ? '443' : '80');
      return transfer.timing.connectedMs > 0
        ? null
        : `Failed to connect to ${hostname} port ${number} after ${elapsed} ms: Timeout was reached`;
    }),
  ];
  try {
    await run(controller.signal);
  } catch (failure) {
    if (!expired) throw failure;
    await tellExpired(command, transfer, expired);
    throw expired;
  } finally {
    for (const cancel of cancels) cancel();
    command.process.signal.removeEventListener('abort', stop);
  }
}

async function tellExpired({ trace, pool }: Command, { connection }: Transfer, expired: CurlError): Promise<void> {
  await trace.info(expired.message);
  // A stream that is given up leaves its connection as it is.
  if (connection?.http2 && !connection.http2.away) {
    await trace.info(`Connection #${connection.id} to host ${connection.shownHost} left intact`);
    return;
  }
  await trace.info(`Closing connection ${Math.max(0, pool.next - 1)}`);
}

function overtime(transfer: Transfer, elapsed: number): string {
  if (transfer.timing.connectedMs === 0) return `Connection timed out after ${elapsed} milliseconds`;
  const received =
    transfer.expectedBytes === null
      ? `${transfer.downloadedBytes} bytes`
      : `${transfer.downloadedBytes} out of ${transfer.expectedBytes} bytes`;
  return `Operation timed out after ${elapsed} milliseconds with ${received} received`;
}
