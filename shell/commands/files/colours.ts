import type { FileStat } from '../../../cluster/machinery/file-system.ts';

const ARCHIVES =
  'tar tgz arc arj taz lha lz4 lzh lzma tlz txz tzo t7z zip z dz gz lrz lz lzo xz zst tzst bz2 bz tbz tbz2 tz deb rpm jar war ear sar rar alz ace zoo cpio 7z rz cab wim swm dwm esd';
const IMAGES =
  'avif jpg jpeg mjpg mjpeg gif bmp pbm pgm ppm tga xbm xpm tif tiff png svg svgz mng pcx mov mpg mpeg m2v mkv webm webp ogm mp4 m4v mp4v vob qt nuv wmv asf rm rmvb flc avi fli flv gl dl xcf xwd yuv cgm emf ogv ogx';
const AUDIO = 'aac au flac m4a mid midi mka mp3 mpc ogg ra wav oga opus spx xspf';
const BACKUPS =
  '~ # .bak .crdownload .dpkg-dist .dpkg-new .dpkg-old .dpkg-tmp .old .orig .part .rej .rpmnew .rpmorig .rpmsave .swp .tmp .ucf-dist .ucf-new .ucf-old';

/** dircolors' own database as Debian has it. */
const KINDS =
  'rs=0:di=01;34:ln=01;36:mh=00:pi=40;33:so=01;35:do=01;35:bd=40;33;01:cd=40;33;01:or=40;31;01:mi=00:su=37;41:sg=30;43:ca=00:tw=30;42:ow=34;42:st=37;44:ex=01;32:';

const endings = (names: string, colour: string, dot = '.'): string =>
  names
    .split(' ')
    .map((name) => `*${dot}${name}=${colour}:`)
    .join('');

/** What `dircolors -b` sets LS_COLORS to. */
export const LS_COLORS =
  KINDS +
  endings(ARCHIVES, '01;31') +
  endings(IMAGES, '01;35') +
  endings(AUDIO, '00;36') +
  endings(BACKUPS, '00;90', '');

/** LS_COLORS, read: colours of kinds of files, and of names by how they end. */
export interface Palette {
  readonly kinds: ReadonlyMap<string, string>;
  readonly endings: readonly (readonly [ending: string, colour: string])[];
}

const DEFAULT_KINDS: ReadonlyMap<string, string> = new Map([
  ['di', '01;34'],
  ['ln', '01;36'],
  ['pi', '33'],
  ['so', '01;35'],
  ['bd', '01;33'],
  ['cd', '01;33'],
  ['ex', '01;32'],
  ['su', '37;41'],
  ['sg', '30;43'],
  ['st', '37;44'],
  ['ow', '34;42'],
  ['tw', '30;42'],
]);

const palettes = new Map<string, Palette>();
const MOST_PALETTES = 16;

export function paletteOf(text: string | undefined): Palette {
  if (!text) return { kinds: DEFAULT_KINDS, endings: [] };
  const known = palettes.get(text);
  if (known) return known;
  const kinds = new Map(DEFAULT_KINDS);
  const found: (readonly [string, string])[] = [];
  for (const item of text.split(':')) {
    const at = item.lastIndexOf('=');
    if (at < 0) continue;
    const [key, colour] = [item.slice(0, at), item.slice(at + 1)];
    if (key.startsWith('*')) found.push([key.slice(1), colour]);
    else kinds.set(key, colour);
  }
  const palette = { kinds, endings: found.reverse() };
  if (palettes.size >= MOST_PALETTES) palettes.clear();
  palettes.set(text, palette);
  return palette;
}

const NO_COLOUR = new Set(['', '0', '00', '000']);

/** The colour of a file's name, or null; `target`: what a link leads to (null: nothing). */
export function colourOf(
  palette: Palette,
  name: string,
  stat: FileStat,
  target: FileStat | null | undefined,
): string | null {
  const of = (kind: string): string | null => {
    const colour = palette.kinds.get(kind) ?? '';
    return NO_COLOUR.has(colour) ? null : colour;
  };
  if (stat.kind === 'link') {
    if (target === null && of('or')) return of('or');
    const link = palette.kinds.get('ln');
    return link === 'target' && target ? colourOf(palette, name, target, undefined) : of('ln');
  }
  if (stat.kind === 'directory') {
    const [sticky, open] = [(stat.mode & 0o1000) !== 0, (stat.mode & 0o2) !== 0];
    return (sticky && open && of('tw')) || (open && of('ow')) || (sticky && of('st')) || of('di');
  }
  if (stat.kind === 'device') return of('cd');
  if (stat.mode & 0o4000 && of('su')) return of('su');
  if (stat.mode & 0o2000 && of('sg')) return of('sg');
  if (stat.mode & 0o111 && of('ex')) return of('ex');
  const ending = palette.endings.find(([end]) => name.toLowerCase().endsWith(end.toLowerCase()));
  return ending && !NO_COLOUR.has(ending[1]) ? ending[1] : null;
}
