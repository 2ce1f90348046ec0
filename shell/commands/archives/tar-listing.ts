import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import type { Call } from '../everyday/define.ts';
import { modeText } from '../files/file-mode.ts';
import { strftime } from '../time/strftime.ts';
import { zoneOf } from '../time/zoned-time.ts';
import type { Member } from './tar-format.ts';

/** Owner and size together take so many columns at least. */
const OWNER_WIDTH = 19;

/** How often -v was given. */
export const verbosity = (call: Call): number => call.values('v').length;

/** What -t and -v say of a member: its name at level 0, a line as `ls -l` above it, nothing below. */
export async function tell(
  call: Call,
  member: Member,
  output: Pick<ByteWriter, 'write'>,
  level: number,
): Promise<void> {
  if (level < 0) return;
  const link =
    member.kind === 'link' ? ` -> ${member.target}` : member.kind === 'hardlink' ? ` link to ${member.target}` : '';
  if (level === 0) return output.write(Buffer.from(`${member.name}\n`));
  const zone = zoneOf(call.process.environment['TZ']);
  const numbers = call.has('numeric-owner');
  const owner = `${(numbers ? '' : member.user) || member.uid}/${(numbers ? '' : member.group) || member.gid}`;
  const size = String(member.size);
  const needed = owner.length + 1 + size.length;
  const width = Math.max(OWNER_WIDTH, needed);
  const mode = modeText({ kind: member.kind === 'hardlink' ? 'file' : member.kind, mode: member.mode });
  const shownMode = member.kind === 'hardlink' ? `h${mode.slice(1)}` : mode;
  await output.write(
    Buffer.from(
      `${shownMode} ${owner} ${size.padStart(width - owner.length - 1)} ${strftime('%Y-%m-%d %H:%M', member.modifiedMs, { zone })} ${member.name}${link}\n`,
    ),
  );
}
