import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import { logLine } from './http-service.ts';

/** What limits are shown with: `stress --vm 1 --vm-bytes 250M --vm-hang 1` holds that much memory. */
export const stressImage: Image = {
  repository: 'docker.io/polinux/stress',
  sizeBytes: 4_041_495,
  programs: { stress },
};

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const DEFAULT_BYTES = 256 * 1024 ** 2;

async function stress(process: Process): Promise<number> {
  const option = (name: string) => {
    const at = process.args.indexOf(name);
    return at < 0 ? undefined : process.args[at + 1];
  };
  const workers = Number(option('--vm') ?? option('-m') ?? 0);
  const [, amount = '', unit = ''] = /^(\d+)([BKMG]?)$/i.exec(option('--vm-bytes') ?? '') ?? [];
  const bytes = amount ? Number(amount) * (UNITS[unit.toUpperCase()] ?? 1) : DEFAULT_BYTES;
  const counts = [option('--cpu') ?? '0', option('--io') ?? '0', String(workers), option('--hdd') ?? '0'];
  logLine(
    process,
    `stress: info: [1] dispatching hogs: ${counts[0]} cpu, ${counts[1]} io, ${counts[2]} vm, ${counts[3]} hdd`,
  );
  process.machine.memory?.use(workers * bytes);
  const seconds = Number((option('--timeout') ?? option('-t') ?? '0').replace(/s$/, ''));
  if (seconds > 0) {
    await new Promise<void>((resolve) => process.machine.clock.schedule(seconds * 1000, resolve));
    return 0;
  }
  await ended(process);
  return 0;
}
