import type { Process } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { goLog } from '../go-text.ts';
import { parseFlags } from './flags.ts';

/** Resets every connection it accepts. */
export async function tcpReset(process: Process): Promise<number> {
  const port = parseFlags(process.args.slice(2)).number('port', 8080);
  const listener = process.machine.network.listen(
    port,
    (socket) => {
      goLog(process, `TCP request from ${socket.remoteAddress}:${socket.remotePort}`);
      socket.on('error', () => {});
      socket.destroy();
    },
    { program: 'agnhost' },
  );
  goLog(process, `Serving on port ${port}.`);
  await ended(process);
  listener.close();
  return 0;
}
