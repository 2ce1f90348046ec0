import { FileError, type FileStat } from '../../../cluster/machinery/file-system.ts';
import { absolutePath, joinPath } from '../../interpreter/path-name.ts';
import { matchesPattern } from '../../interpreter/pattern.ts';
import type { Call } from '../everyday/define.ts';
import { OwnerNames } from '../files/owner-names.ts';
import { leadingPrefix, removalNotice } from './leading-prefix.ts';
import { BLOCK, encodeHeader, type Member, padded } from './tar-format.ts';

/** tar fills its output up to records of twenty blocks. */
const RECORD = 20 * BLOCK;
const PIECE = 64 * 1024;

export interface CreateOptions {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** A line of -v. */
  readonly tell: (member: Member) => Promise<void>;
  /** The archive itself is left out. */
  readonly archive: string | undefined;
}

/** Writes an archive of the operands, each seen from the directory that the last -C before it named. */
export class TarWriter {
  readonly #call: Call;
  readonly #options: CreateOptions;
  readonly #names: OwnerNames;
  readonly #links = new Map<number, string>();
  readonly #told = new Set<string>();
  #written = 0;

  constructor(call: Call, options: CreateOptions) {
    this.#call = call;
    this.#options = options;
    this.#names = new OwnerNames(call.process.machine.files);
  }

  async add(path: string, directory: string): Promise<void> {
    await this.#member(path.replace(/(?<=.)\/+$/, ''), directory);
  }

  async finish(): Promise<void> {
    await this.#write(Buffer.alloc(2 * BLOCK));
    const rest = this.#written % RECORD;
    if (rest > 0) await this.#write(Buffer.alloc(RECORD - rest));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#written += bytes.length;
    await this.#options.write(bytes);
  }

  async #member(path: string, directory: string): Promise<void> {
    const call = this.#call;
    await call.breathe();
    const absolute = absolutePath(path, directory);
    if (call.values('exclude').some((pattern) => isExcluded(path, pattern))) return;
    const { files } = call.process.machine;
    let stat: FileStat;
    let content: Uint8Array = new Uint8Array();
    let entries: string[] = [];
    try {
      stat = call.has('h') ? files.stat(absolute) : files.linkStat(absolute);
      if (stat.kind === 'file') content = files.read(absolute);
      if (stat.kind === 'directory') entries = files.list(absolute);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await call.complain(`${path}: Cannot ${error.code === 'ENOENT' ? 'stat' : 'open'}: ${error.message}`, 2);
      return;
    }
    if (stat.kind === 'device') return;
    if (absolute === this.#options.archive)
      return call.complain(`${path}: file is the archive; not dumped`, call.status);
    const member = await this.#describe(path, stat, absolute, content.length);
    await this.#options.tell(member);
    await this.#write(encodeHeader(member));
    for (let at = 0; at < member.size; at += PIECE) {
      const piece = content.subarray(at, at + PIECE);
      await this.#write(at + PIECE >= member.size ? padded(piece) : piece);
      await call.breathe();
    }
    if (call.has('no-recursion')) return;
    for (const name of entries) await this.#member(joinPath(path, name), directory);
  }

  async #describe(path: string, stat: FileStat, absolute: string, length: number): Promise<Member> {
    const name = await this.#stripped(path, stat.kind === 'directory');
    const known = stat.links > 1 && stat.kind === 'file' ? this.#links.get(stat.inode) : undefined;
    if (stat.links > 1 && stat.kind === 'file' && known === undefined) this.#links.set(stat.inode, name);
    const kind =
      known !== undefined
        ? 'hardlink'
        : stat.kind === 'file'
          ? 'file'
          : stat.kind === 'directory'
            ? 'directory'
            : 'link';
    return {
      name,
      kind,
      mode: stat.mode,
      uid: stat.uid,
      gid: stat.gid,
      user: this.#names.user(stat.uid) ?? '',
      group: this.#names.group(stat.gid) ?? '',
      size: kind === 'file' ? length : 0,
      modifiedMs: stat.modifiedMs,
      target: known ?? (stat.kind === 'link' ? this.#call.process.machine.files.readLink(absolute) : ''),
    };
  }

  /** Names in an archive are relative, without `..`; tar says once what it takes away. */
  async #stripped(path: string, isDirectory: boolean): Promise<string> {
    const ending = isDirectory ? '/' : '';
    if (this.#call.has('P')) return path === '/' ? '/' : path + ending;
    const prefix = leadingPrefix(path);
    if (prefix === '') return path + ending;
    if (!this.#told.has(prefix)) {
      this.#told.add(prefix);
      await this.#call.complain(removalNotice(this.#call.process.machine, prefix), this.#call.status);
    }
    const rest = path.slice(prefix.length);
    return rest === '' ? './' : rest + ending;
  }
}

/** A pattern fits a name, what ends in it after a slash, and all that lies below. */
export function isExcluded(path: string, pattern: string): boolean {
  const names = path.split('/');
  for (let from = 0; from < names.length; from++) {
    for (let to = from + 1; to <= names.length; to++) {
      if (matchesPattern(names.slice(from, to).join('/'), pattern.replace(/\/$/, ''))) return true;
    }
  }
  return false;
}
