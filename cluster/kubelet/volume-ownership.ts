import type { FileSystem } from '../machinery/file-system.ts';

const READ_ONLY = 0o440;
const READ_WRITE = 0o660;
const EXECUTE = 0o110;
const SETGID = 0o2000;

/** Gives a volume to the pod's fsGroup: group, its right to read (and write), and setgid directories (pkg/volume/volume_linux.go). */
export function setVolumeOwnership(files: FileSystem, group: number, readOnly: boolean, path = '/'): void {
  const { kind, mode, uid } = files.linkStat(path);
  if (kind === 'link' || kind === 'device') return;
  const mask = readOnly ? READ_ONLY : READ_WRITE;
  files.setOwner(path, uid, group);
  files.setMode(path, mode | mask | (kind === 'directory' ? SETGID | EXECUTE : 0));
  if (kind !== 'directory') return;
  for (const name of files.list(path)) {
    setVolumeOwnership(files, group, readOnly, path === '/' ? `/${name}` : `${path}/${name}`);
  }
}
