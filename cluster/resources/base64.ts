const ALPHABET = /[A-Za-z0-9+/]/;
const WELL_FORMED = /^[A-Za-z0-9+/]*={0,2}$/;
const LINE_END = /[\r\n]/;

/** Where Go's encoding/base64 gives up on a padded text; undefined: it is fine. Source: decodeQuantum. */
export function illegalBase64At(text: string): number | undefined {
  if (text.length % 4 === 0 && WELL_FORMED.test(text)) return undefined;
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (LINE_END.test(character)) continue;
    if (character === '=') return illegalPaddingAt(text, index, digits % 4);
    if (!ALPHABET.test(character)) return index;
    digits++;
  }
  return digits % 4 === 0 ? undefined : text.length - (digits % 4);
}

/** `digits`: how many of a group of four stand before the first `=`. */
function illegalPaddingAt(text: string, start: number, digits: number): number | undefined {
  if (digits < 2) return start;
  let missing = 3 - digits;
  for (let index = start + 1; index < text.length; index++) {
    if (LINE_END.test(text.charAt(index))) continue;
    if (missing === 0 || text.charAt(index) !== '=') return index;
    missing--;
  }
  return missing === 0 ? undefined : text.length;
}
