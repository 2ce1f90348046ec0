import type { Process } from '../../../cluster/machinery/machine.ts';
import type { CurlOptions } from './options.ts';
import type { Transfer } from './transfer.ts';

const PROGRESS_HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
  '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';

/** The last line of the progress meter, over the first (curl's progress.c). */
function progressEnd(transfer: Transfer): string {
  const { downloadedBytes: received, uploadedBytes: sent } = transfer;
  const total = (transfer.expectedBytes ?? received) + sent;
  const elapsed = Math.max(1, transfer.endedMs - transfer.startedMs);
  const percent = (part: number, whole: number) => (whole > 0 ? Math.floor((part * 100) / whole) : 0);
  const speed = (bytes: number) => size(Math.round((bytes * 1000) / elapsed));
  const counted = (share: number, bytes: number) => `${String(share).padStart(3)} ${size(bytes).padStart(5)}`;
  const counts = [
    counted(percent(received + sent, total), total),
    counted(percent(received, transfer.expectedBytes ?? received), received),
    counted(percent(sent, sent), sent),
  ].join('  ');
  const speeds = `${speed(received).padStart(5)}  ${speed(sent).padStart(5)}`;
  return `\r${counts}  ${speeds} --:--:-- ${spentText(elapsed)} --:--:-- ${speed(received + sent).padStart(5)}\n`;
}

function size(bytes: number): string {
  if (bytes < 100_000) return String(bytes);
  if (bytes < 10_000 * 1024) return `${Math.floor(bytes / 1024)}k`;
  return `${(bytes / (1024 * 1024)).toFixed(1)}M`;
}

function spentText(ms: number): string {
  if (ms < 1000) return '--:--:--';
  const total = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(Math.floor(total / 3600)).padStart(2)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
}

/** -#: a full bar, as for a terminal of 80 columns. */
function progressBar({ downloadedBytes, expectedBytes }: Transfer): string {
  if (downloadedBytes === 0 && expectedBytes === null) return '';
  return `\r${'#'.repeat(72)} 100.0%\n`;
}

/** The meter of -Z when all is done. */
export function parallelMeter(transfers: readonly Transfer[]): string {
  const received = transfers.reduce((sum, { downloadedBytes }) => sum + downloadedBytes, 0);
  const count = String(transfers.length).padStart(5);
  const line = `--  --  ${size(received).padStart(5)}     0 ${count}     0  --:--:-- --:--:-- --:--:-- ${size(received).padStart(5)}      \n`;
  return `DL% UL%  Dled  Uled  Xfers  Live Total     Current  Left    Speed\n\r${line}`;
}

interface Meter {
  readonly process: Process;
  readonly options: CurlOptions;
}

/** The meter's head and its first line; a retry writes the line alone. */
export async function startMeter({ process, options }: Meter, transfer: Transfer): Promise<void> {
  const { metered, attempt } = transfer;
  transfer.begun = true;
  if (!metered || options.switches.has('parallel')) return;
  const position = Number(options.values.get('continue-at') ?? 0);
  const resumes = position > 0 ? `** Resuming transfer from byte position ${position}\n` : '';
  const head = attempt === 1 ? PROGRESS_HEAD : PROGRESS_HEAD.replace(/^[\s\S]*\n/, '');
  if (!options.switches.has('progress-bar')) await process.stderr.write(Buffer.from(resumes + head));
}

/** The meter's last line, or the bar of -#. */
export async function endMeter({ process, options }: Meter, transfer: Transfer): Promise<void> {
  const bar = options.switches.has('progress-bar');
  if (options.switches.has('parallel')) return;
  await process.stderr.write(Buffer.from(bar ? progressBar(transfer) : progressEnd(transfer)));
}
