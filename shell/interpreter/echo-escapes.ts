import { byte, codePoint, joinBytes, SIMPLE_ESCAPES } from '../parser/ansi-escapes.ts';

/** The escapes of `echo -e` and `printf %b`; `\c` ends the output. */
export function echoEscapes(text: string): { text: string; stopped: boolean } {
  const end = /(?<!\\)(?:\\\\)*\\c/.exec(text);
  const used = end ? text.slice(0, end.index + end[0].length - 2) : text;
  const pattern = /\\(?:([abeEfnrtv\\])|0([0-7]{0,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/g;
  const replaced = used.replace(pattern, (_, simple, octal, hex, short, long) => {
    if (simple !== undefined) return SIMPLE_ESCAPES[simple]!;
    if (octal !== undefined) return byte(Number.parseInt(octal || '0', 8) & 255);
    if (hex !== undefined) return byte(Number.parseInt(hex, 16));
    return codePoint(Number.parseInt(short ?? long, 16));
  });
  return { text: joinBytes(replaced), stopped: end !== null };
}
