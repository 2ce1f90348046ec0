import type { FileStat } from '../../../cluster/machinery/file-system.ts';

const KIND_LETTERS = { file: '-', directory: 'd', link: 'l', device: 'c', fifo: 'p' } as const;

/** `drwxr-xr-x` */
export function modeText({ kind, mode }: Pick<FileStat, 'kind' | 'mode'>): string {
  const letters = [6, 3, 0].map((shift) => {
    const value = (mode >> shift) & 7;
    return [value & 4 ? 'r' : '-', value & 2 ? 'w' : '-', value & 1 ? 'x' : '-'];
  });
  const special = [
    [0o4000, 's'],
    [0o2000, 's'],
    [0o1000, 't'],
  ] as const;
  special.forEach(([bit, letter], index) => {
    if (mode & bit) letters[index]![2] = letters[index]![2] === 'x' ? letter : letter.toUpperCase();
  });
  return KIND_LETTERS[kind] + letters.flat().join('');
}

/** What a file takes on the disk, in units of 512 bytes (st_blocks). */
export function blocksOf({ kind, sizeBytes }: Pick<FileStat, 'kind' | 'sizeBytes'>): number {
  return kind === 'link' || kind === 'device' ? 0 : Math.ceil(sizeBytes / 4096) * 8;
}

/** 1.5K, 23M: sizes for people, rounded up as coreutils does. */
export function humanSize(bytes: number, base: 1024 | 1000 = 1024): string {
  if (bytes < base) return String(bytes);
  let [value, unit] = [bytes, -1];
  while (value >= base && unit < 5) {
    value /= base;
    unit++;
  }
  const shown =
    value < 9.95 || (value < 10 && Math.ceil(value * 10) < 100)
      ? (Math.ceil(value * 10) / 10).toFixed(1)
      : Math.ceil(value);
  if (shown === base) return `1.0${(base === 1024 ? 'KMGTPE' : 'kMGTPE')[unit + 1]}`;
  return `${shown}${(base === 1024 ? 'KMGTPE' : 'kMGTPE')[unit]}`;
}
