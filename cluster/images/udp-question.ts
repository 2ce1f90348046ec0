import { type Machine, NetworkError } from '../machinery/machine.ts';

/** Sends one datagram and waits for the first answer, as a connected socket does. Throws `NetworkError`; 0 waits for ever. */
export function askOverUdp(
  { network, clock }: Machine,
  { address, port }: { readonly address: string; readonly port: number },
  question: string,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      cancel?.();
      socket.close();
      settle();
    };
    const socket = network.listenUdp(
      0,
      (answer) => {
        if (answer.address !== address || answer.port !== port) return;
        end(() => resolve(Buffer.from(answer.data).toString('utf8')));
      },
      { program: 'agnhost', failed: (error) => end(() => reject(error)) },
    );
    const cancel =
      timeoutMs > 0 ? clock.schedule(timeoutMs, () => end(() => reject(new NetworkError('ETIMEDOUT')))) : null;
    try {
      socket.send(Buffer.from(question), port, address);
    } catch (error) {
      end(() => reject(error));
    }
  });
}
