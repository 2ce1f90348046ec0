import type { Transfer } from './transfer.ts';

export const PROGRESS_HEAD =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
  '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
  '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';

/** The last line of the progress meter, over the first (curl's progress.c). */
export function progressEnd(transfer: Transfer): string {
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
