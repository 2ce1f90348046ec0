import { FileError } from '../../../cluster/machinery/file-system.ts';
import { absolutePath, directoryName } from '../../interpreter/path-name.ts';
import { matchesPattern } from '../../interpreter/pattern.ts';
import type { Call } from '../everyday/define.ts';
import { leadingPrefix, removalNotice } from './leading-prefix.ts';
import { isExcluded } from './tar-create.ts';
import { BLOCK, type BlockReader, type Member, nextMember } from './tar-format.ts';

export interface ReadOptions {
  readonly extracts: boolean;
  readonly directory: string;
  /** A line of -t or -v. */
  readonly tell: (member: Member) => Promise<void>;
}

/** Lists or unpacks an archive. */
export class TarReader {
  readonly #call: Call;
  readonly #input: BlockReader;
  readonly #options: ReadOptions;
  readonly #wanted: readonly string[];
  readonly #found = new Set<string>();
  readonly #directories: Member[] = [];
  #toldPrefix = false;

  constructor(call: Call, input: BlockReader, wanted: readonly string[], options: ReadOptions) {
    this.#call = call;
    this.#input = input;
    this.#wanted = wanted;
    this.#options = options;
  }

  async run(): Promise<void> {
    const call = this.#call;
    for (;;) {
      await call.breathe();
      const next = await nextMember(this.#input);
      if (next.kind === 'end') break;
      if (next.kind !== 'member') {
        const early = this.#input.position <= BLOCK;
        await call.complain(early ? 'This does not look like a tar archive' : 'Unexpected EOF in archive', 2);
        if (!early) await call.complain('Error is not recoverable: exiting now', 2);
        return early ? call.complain('Exiting with failure status due to previous errors', 2) : undefined;
      }
      await this.#member(next.member);
    }
    for (const member of this.#directories.reverse()) this.#finishDirectory(member);
    for (const name of this.#wanted) {
      if (!this.#found.has(name)) await call.complain(`${name}: Not found in archive`, 2);
    }
    if (call.status === 2) await call.complain('Exiting with failure status due to previous errors', 2);
  }

  async #member(member: Member): Promise<void> {
    const call = this.#call;
    const isChosen =
      this.#isWanted(member.name) &&
      !call.values('exclude').some((pattern) => isExcluded(member.name.replace(/\/$/, ''), pattern));
    const stripped = isChosen ? this.#strip(member.name) : null;
    if (stripped === null) return this.#skip(member.size);
    if (!this.#options.extracts) {
      await this.#options.tell(member);
      return this.#skip(member.size);
    }
    await this.#options.tell(
      call.has('strip') && call.has('show-transformed-names') ? { ...member, name: stripped } : member,
    );
    if (call.has('O')) return this.#copy(member.size, (piece) => call.process.stdout.write(piece));
    await this.#extract({ ...member, name: await this.#safeName(stripped) });
  }

  #isWanted(name: string): boolean {
    if (this.#wanted.length === 0) return true;
    const clean = name.replace(/\/$/, '');
    const match = this.#wanted.find((wanted) => {
      const pattern = wanted.replace(/\/$/, '');
      if (clean === pattern || clean.startsWith(`${pattern}/`)) return true;
      return this.#call.has('wildcards') && matchesPattern(clean, pattern);
    });
    if (match !== undefined) this.#found.add(match);
    return match !== undefined;
  }

  #strip(name: string): string | null {
    const count = Number(this.#call.value('strip') ?? 0);
    if (count === 0) return name;
    const rest = name.replace(/^\/+/, '').split('/').slice(count).join('/');
    return rest === '' ? null : rest;
  }

  async #safeName(name: string): Promise<string> {
    if (this.#call.has('P')) return name;
    const prefix = leadingPrefix(name);
    if (prefix === '') return name;
    if (!this.#toldPrefix)
      await this.#call.complain(removalNotice(this.#call.process.machine, prefix), this.#call.status);
    this.#toldPrefix = true;
    return name.slice(prefix.length) || '.';
  }

  async #extract(member: Member): Promise<void> {
    const call = this.#call;
    const { files } = call.process.machine;
    const path = absolutePath(member.name, this.#options.directory);
    let taken = false;
    try {
      if (member.kind === 'directory') {
        if (!files.exists(path)) files.makeDirectory(path, { recursive: true });
        this.#directories.push({ ...member, name: path });
        return;
      }
      const parent = directoryName(path);
      if (!files.exists(parent)) files.makeDirectory(parent, { recursive: true });
      if (isThere(call, path)) {
        if (call.has('k')) return await call.complain(`${member.name}: Cannot open: File exists`, 2);
        if (files.linkStat(path).kind !== 'directory') files.remove(path);
      }
      if (member.kind === 'link') files.link(member.target, path);
      else if (member.kind === 'hardlink') files.hardLink(absolutePath(member.target, this.#options.directory), path);
      else {
        files.write(path, new Uint8Array(), this.#modeOf(member));
        taken = true;
        await this.#copy(member.size, (piece) => files.append(path, piece));
        this.#attributes(path, member);
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await call.complain(
        `${member.name}: Cannot ${member.kind === 'directory' ? 'mkdir' : member.kind === 'link' ? `create symlink to '${member.target}'` : 'open'}: ${error.message}`,
        2,
      );
    } finally {
      if (!taken && member.kind === 'file') await this.#skip(member.size);
    }
  }

  #modeOf({ mode }: Member): number {
    const keeps = this.#call.has('p') || this.#call.process.machine.credentials?.uid === 0;
    return keeps ? mode : mode & 0o777 & ~this.#call.process.umask;
  }

  #attributes(path: string, member: Member): void {
    const { files, credentials } = this.#call.process.machine;
    if ((credentials?.uid ?? 0) === 0 && !this.#call.has('no-same-owner')) files.setOwner(path, member.uid, member.gid);
    files.setMode(path, this.#modeOf(member));
    if (!this.#call.has('m')) files.setModified(path, member.modifiedMs);
  }

  #finishDirectory(member: Member): void {
    try {
      this.#attributes(member.name, member);
    } catch (error) {
      // A directory that is somebody else's stays as it is.
      if (!(error instanceof FileError)) throw error;
    }
  }

  async #skip(size: number): Promise<void> {
    await this.#copy(size, () => {});
  }

  async #copy(size: number, take: (piece: Uint8Array) => void | Promise<void>): Promise<void> {
    let rest = size;
    while (rest > 0) {
      const piece = await this.#input.some(rest);
      if (piece.length === 0) return;
      await take(piece);
      rest -= piece.length;
      await this.#call.breathe();
    }
    if (size % BLOCK > 0) await this.#input.exactly(BLOCK - (size % BLOCK));
  }
}

function isThere(call: Call, path: string): boolean {
  try {
    call.process.machine.files.linkStat(path);
    return true;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
