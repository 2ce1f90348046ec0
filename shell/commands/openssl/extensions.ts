import { createHash } from 'node:crypto';
import {
  bitString,
  childrenOf,
  derTrue,
  encode,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  oidText,
  readDer,
  sequence,
  TAG,
} from './der.ts';
import { nameText } from './distinguished-name.ts';
import { OpensslError } from './failure.ts';
import { EXTENDED_USAGES, EXTENSIONS, KEY_USAGES } from './object-names.ts';

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

export const encodeExtension = ({ oid, critical, value }: Extension): Buffer =>
  sequence(objectIdentifier(oid), ...(critical ? [derTrue] : []), octetString(value));

export function readExtensions(list: Buffer): Extension[] {
  return childrenOf(readDer(list)).map((item) => {
    const parts = childrenOf(item);
    return { oid: oidText(parts[0]!), critical: parts.length > 2, value: parts.at(-1)!.content };
  });
}

const keyIdentifier = (publicKey: Buffer): Buffer => {
  const bits = childrenOf(readDer(publicKey))[1]!.content.subarray(1);
  return createHash('sha1').update(bits).digest();
};

export const subjectKeyIdentifier = (publicKey: Buffer): Extension => ({
  oid: '2.5.29.14',
  critical: false,
  value: octetString(keyIdentifier(publicKey)),
});

export const authorityKeyIdentifier = (identifier: Buffer): Extension => ({
  oid: '2.5.29.35',
  critical: false,
  value: sequence(encode(0x80, identifier)),
});

export const issuerIdentifier = (extensions: readonly Extension[], publicKey: Buffer): Buffer => {
  const own = extensions.find(({ oid }) => oid === '2.5.29.14');
  return own ? readDer(own.value).content : keyIdentifier(publicKey);
};

/** `subjectAltName=DNS:a,IP:1.2.3.4` and its like, as -addext and -extfile have them. Null for what goes without saying. */
export function parseExtension(name: string, text: string, sections: ReadonlyMap<string, string[]>): Extension | null {
  const oid = EXTENSIONS.find(([, short]) => short === name)?.[0];
  const all = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const critical = all[0] === 'critical';
  const values = critical ? all.slice(1) : all;
  switch (name) {
    case 'subjectAltName':
      return { oid: oid!, critical, value: sequence(...values.flatMap((value) => alternativeNames(value, sections))) };
    case 'basicConstraints':
      return { oid: oid!, critical, value: constraints(values) };
    case 'keyUsage':
      return { oid: oid!, critical, value: usageBits(values) };
    case 'extendedKeyUsage':
      return { oid: oid!, critical, value: sequence(...values.map(usageOid)) };
    case 'subjectKeyIdentifier':
    case 'authorityKeyIdentifier':
      return null;
    default:
      throw new OpensslError(`Error adding request extensions from ${name}: unknown extension name`);
  }
}

function alternativeNames(text: string, sections: ReadonlyMap<string, string[]>): Buffer[] {
  if (text.startsWith('@')) {
    return (sections.get(text.slice(1)) ?? []).flatMap((line) => {
      const [key = '', value = ''] = line.split('=').map((part) => part.trim());
      return alternativeNames(`${key.replace(/\.\d+$/, '')}:${value}`, sections);
    });
  }
  const colon = text.indexOf(':');
  const [kind, value] = [text.slice(0, colon), text.slice(colon + 1)];
  if (kind === 'DNS') return [encode(0x82, Buffer.from(value))];
  if (kind === 'email') return [encode(0x81, Buffer.from(value))];
  if (kind === 'URI') return [encode(0x86, Buffer.from(value))];
  const address = /^\d+(\.\d+){3}$/.test(value) ? value.split('.').map(Number) : null;
  if (kind === 'IP' && address) return [encode(0x87, Buffer.from(address))];
  throw new OpensslError(`Error in subjectAltName: unsupported option ${text}`);
}

function constraints(values: readonly string[]): Buffer {
  const given = new Map(values.map((value) => value.toUpperCase().split(':') as [string, string]));
  const length = given.get('PATHLEN');
  const parts = given.get('CA') === 'TRUE' ? [derTrue] : [];
  return sequence(...parts, ...(length === undefined ? [] : [integer(Buffer.from([Number(length)]))]));
}

function usageBits(values: readonly string[]): Buffer {
  let bits = 0;
  for (const value of values) {
    const at = KEY_USAGES.findIndex(([short]) => short === value);
    if (at < 0) throw new OpensslError(`Error in keyUsage: unknown bit string argument ${value}`);
    bits |= 0x8000 >> at;
  }
  const unused = Math.clz32(bits & -bits) === 32 ? 0 : 31 - Math.clz32(bits & -bits);
  return unused >= 8
    ? bitString(Buffer.from([bits >> 8]), unused - 8)
    : bitString(Buffer.from([bits >> 8, bits & 255]), unused);
}

function usageOid(value: string): Buffer {
  const oid = EXTENDED_USAGES.find(([, short]) => short === value)?.[0] ?? (/^\d+(\.\d+)+$/.test(value) ? value : null);
  if (oid === null) throw new OpensslError(`Error in extendedKeyUsage: invalid object identifier ${value}`);
  return objectIdentifier(oid);
}

const colons = (bytes: Buffer): string =>
  [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':');

/** The name with ` critical`, and the lines below it. */
export function extensionText({ oid, critical, value }: Extension): { title: string; lines: string[] } {
  const title = `${EXTENSIONS.find(([known]) => known === oid)?.[2] ?? oid}: ${critical ? 'critical' : ''}`;
  return { title, lines: [valueText(oid, value)] };
}

function valueText(oid: string, value: Buffer): string {
  const outer = readDer(value);
  switch (EXTENSIONS.find(([known]) => known === oid)?.[1]) {
    case 'subjectKeyIdentifier':
      return colons(outer.content);
    case 'authorityKeyIdentifier':
      return colons(childrenOf(outer).find(({ tag }) => tag === 0x80)?.content ?? Buffer.alloc(0));
    case 'basicConstraints': {
      const parts = childrenOf(outer);
      const length = parts.find(({ tag }) => tag === TAG.integer);
      const authority = parts.some(({ tag, content }) => tag === TAG.boolean && content[0] !== 0);
      return `CA:${authority ? 'TRUE' : 'FALSE'}${length ? `, pathlen:${length.content.readUIntBE(0, length.content.length)}` : ''}`;
    }
    case 'keyUsage': {
      const bits = ((outer.content[1] ?? 0) << 8) | (outer.content[2] ?? 0);
      return KEY_USAGES.filter((_, at) => bits & (0x8000 >> at))
        .map(([, long]) => long)
        .join(', ');
    }
    case 'extendedKeyUsage':
      return childrenOf(outer)
        .map(oidText)
        .map((usage) => EXTENDED_USAGES.find(([known]) => known === usage)?.[2] ?? usage)
        .join(', ');
    case 'subjectAltName':
      return childrenOf(outer)
        .map(({ tag, content }) => generalName(tag, content))
        .join(', ');
    default:
      return value.toString('latin1').replace(/[^ -~]/g, '.');
  }
}

function generalName(tag: number, content: Buffer): string {
  if (tag === 0x81) return `email:${content.toString('latin1')}`;
  if (tag === 0x82) return `DNS:${content.toString('latin1')}`;
  if (tag === 0x86) return `URI:${content.toString('latin1')}`;
  if (tag === 0xa4) return `DirName:${nameText(content)}`;
  if (tag !== 0x87) return '<unsupported>';
  if (content.length === 4) return `IP Address:${[...content].join('.')}`;
  const groups = Array.from({ length: 8 }, (_, at) =>
    content
      .readUInt16BE(at * 2)
      .toString(16)
      .toUpperCase(),
  );
  return `IP Address:${groups.join(':')}`;
}

/** -reqexts and -copy_extensions: what a request's attributes ask for. */
export const extensionList = (extensions: readonly Extension[]): Buffer => sequence(...extensions.map(encodeExtension));
export const certificateExtensions = (extensions: readonly Extension[]): Buffer[] =>
  extensions.length > 0 ? [explicit(3, extensionList(extensions))] : [];
