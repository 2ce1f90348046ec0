import type { FileSystem } from '../../../cluster/machinery/file-system.ts';

/** Names of users and groups by number, as passwd(5) and group(5) of a machine have them. */
export class OwnerNames {
  readonly #files: FileSystem;
  readonly #tables = new Map<string, ReadonlyMap<number, string>>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /** Undefined for a number that has no name. */
  user(uid: number): string | undefined {
    return this.#table('/etc/passwd').get(uid);
  }

  group(gid: number): string | undefined {
    return this.#table('/etc/group').get(gid);
  }

  userNumber(name: string): number | undefined {
    return numberOf(this.#table('/etc/passwd'), name);
  }

  groupNumber(name: string): number | undefined {
    return numberOf(this.#table('/etc/group'), name);
  }

  #table(path: string): ReadonlyMap<number, string> {
    const known = this.#tables.get(path);
    if (known) return known;
    const names = new Map<number, string>();
    if (this.#files.exists(path)) {
      for (const line of Buffer.from(this.#files.read(path)).toString('utf8').split('\n')) {
        const [name = '', , id = ''] = line.split(':');
        if (name !== '' && /^\d+$/.test(id) && !names.has(Number(id))) names.set(Number(id), name);
      }
    }
    this.#tables.set(path, names);
    return names;
  }
}

/** Of a name, or of a number that is written as one. */
function numberOf(names: ReadonlyMap<number, string>, name: string): number | undefined {
  for (const [number, known] of names) if (known === name) return number;
  return /^\d+$/.test(name) ? Number(name) : undefined;
}
