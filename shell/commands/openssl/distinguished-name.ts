import { childrenOf, type DerValue, encode, objectIdentifier, oidText, readDer, sequence, TAG } from './der.ts';
import { OpensslError } from './failure.ts';
import { attributeName, attributeOid } from './object-names.ts';

/** A name's parts, in order; those joined by `+` in one list. */
function partsOf(name: Buffer): (readonly [string, string])[][] {
  return childrenOf(readDer(name)).map((set) =>
    childrenOf(set).map((pair) => {
      const [type, value] = childrenOf(pair) as [DerValue, DerValue];
      return [
        attributeName(oidText(type)),
        value.content.toString(value.tag === TAG.utf8 ? 'utf8' : 'latin1'),
      ] as const;
    }),
  );
}

/** `C = DE, CN = a b`; `CN=a b,C=DE` for RFC2253; a line each for multiline; `/C=DE/CN=a b` for compat. */
export function nameText(name: Buffer, form = 'oneline'): string {
  const parts = partsOf(name);
  if (form === 'compat') return parts.flatMap((set) => set.map(([key, value]) => `/${key}=${value}`)).join('');
  if (form.toUpperCase() === 'RFC2253') {
    const escaped = (text: string) => text.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[# ]/, '\\$&');
    return [...parts]
      .reverse()
      .map((set) => set.map(([key, value]) => `${key}=${escaped(value)}`).join('+'))
      .join(',');
  }
  const quoted = (text: string) => (/[,+"\\<>;]|^[# ]| $/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text);
  return parts.map((set) => set.map(([key, value]) => `${key} = ${quoted(value)}`).join(' + ')).join(', ');
}

/** -subj `/type0=value0/type1=value1` (`+` joins two). Throws OpensslError. */
export function parseSubject(text: string): Buffer {
  if (!text.startsWith('/')) {
    throw new OpensslError(
      `req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text.slice(1)}'`,
    );
  }
  const sets: Buffer[][] = [];
  let joins = false;
  for (const match of text.matchAll(/([/+])([^=/]*)=((?:\\.|[^/\\+]|\+(?![A-Za-z.0-9]+=))*)/g)) {
    const [, sign = '/', key = '', escaped = ''] = match;
    const value = escaped.replace(/\\(.)/g, '$1');
    joins = sign === '+';
    if (value === '') continue;
    const oid = /^\d+(\.\d+)+$/.test(key) ? key : attributeOid(key);
    if (oid === undefined) throw new OpensslError(`req: Skipping unknown subject name attribute "${key}"`);
    const pair = sequence(objectIdentifier(oid), encode(stringTag(oid), Buffer.from(value)));
    if (joins && sets.length > 0) sets.at(-1)!.push(pair);
    else sets.push([pair]);
  }
  return sequence(...sets.map((set) => encode(TAG.set, ...set.sort(Buffer.compare))));
}

/** Countries and serial numbers are PrintableStrings, domains and addresses IA5Strings. */
function stringTag(oid: string): number {
  if (oid === '2.5.4.6' || oid === '2.5.4.5') return TAG.printable;
  return oid.startsWith('0.9.2342.19200300.100.1.25') || oid === '1.2.840.113549.1.9.1' ? TAG.ia5 : TAG.utf8;
}
