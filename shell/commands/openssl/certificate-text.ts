import type { Certificate, CertificateRequest } from './certificate.ts';
import { childrenOf, oidText, readDer } from './der.ts';
import { nameText } from './distinguished-name.ts';
import { type Extension, extensionText } from './extensions.ts';
import { ALGORITHMS, CURVES } from './object-names.ts';

/** Lower-case bytes with colons, `width` a line. */
export function hexLines(bytes: Buffer, indent: string, width: number): string {
  const texts = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const lines: string[] = [];
  for (let at = 0; at < texts.length; at += width) lines.push(indent + texts.slice(at, at + width).join(':'));
  return `${lines.join(':\n')}\n`;
}

/** `Nov 21 07:15:22 2026 GMT` (ASN1_TIME_print). */
export function dateText(ms: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(ms).toUTCString())!;
  return `${month} ${String(Number(day)).padStart(2)} ${time} ${year} GMT`;
}

export function publicKeyText(publicKey: Buffer, indent: string): string {
  const [algorithm, bits] = childrenOf(readDer(publicKey));
  const [type, parameter] = childrenOf(algorithm!);
  const name = ALGORITHMS.get(oidText(type!)) ?? oidText(type!);
  const key = bits!.content.subarray(1);
  const head = `${indent}Public Key Algorithm: ${name}\n`;
  const inner = `${indent}    `;
  const deeper = `${inner}    `;
  if (name === 'rsaEncryption') return head + rsaText(key, inner);
  if (name === 'id-ecPublicKey') {
    const curve = CURVES.get(oidText(parameter!));
    const size = ((key.length - 1) / 2) * 8;
    const names = curve ? `${inner}ASN1 OID: ${curve.name}\n${inner}NIST CURVE: ${curve.nist}\n` : '';
    return `${head}${inner}Public-Key: (${size === 528 ? 521 : size} bit)\n${inner}pub:\n${hexLines(key, deeper, 15)}${names}`;
  }
  return `${head}${inner}${name} Public-Key:\n${inner}pub:\n${hexLines(key, deeper, 15)}`;
}

function rsaText(key: Buffer, indent: string): string {
  const [modulus, exponent] = childrenOf(readDer(key));
  const bits = modulus!.content.toString('hex').replace(/^0+/, '').length * 4;
  const value = exponent!.content.readUIntBE(0, exponent!.content.length);
  return `${indent}Public-Key: (${bits} bit)\n${indent}Modulus:\n${hexLines(modulus!.content, `${indent}    `, 15)}${indent}Exponent: ${value} (0x${value.toString(16)})\n`;
}

export function extensionsText(extensions: readonly Extension[], indent: string): string {
  return extensions
    .map((extension) => {
      const { title, lines } = extensionText(extension);
      return `${indent}${title}\n${lines.map((line) => `${indent}    ${line}\n`).join('')}`;
    })
    .join('');
}

const signatureText = (oid: string, signature: Buffer): string =>
  `    Signature Algorithm: ${ALGORITHMS.get(oid) ?? oid}\n    Signature Value:\n${hexLines(signature, ' '.repeat(8), 18)}`;

/** X509_print. */
export function certificateText(certificate: Certificate): string {
  const { version, serial, extensions } = certificate;
  const number = serial.length <= 7 ? BigInt(`0x${serial.toString('hex')}`) : null;
  const serialText =
    number === null ? `\n${hexLines(serial, ' '.repeat(12), 100)}` : ` ${number} (0x${number.toString(16)})\n`;
  return [
    `Certificate:\n    Data:\n        Version: ${version} (0x${version - 1})\n`,
    `        Serial Number:${serialText}`,
    `        Signature Algorithm: ${ALGORITHMS.get(certificate.signatureOid) ?? certificate.signatureOid}\n`,
    `        Issuer: ${nameText(certificate.issuer)}\n`,
    `        Validity\n            Not Before: ${dateText(certificate.notBeforeMs)}\n            Not After : ${dateText(certificate.notAfterMs)}\n`,
    `        Subject: ${nameText(certificate.subject)}\n`,
    `        Subject Public Key Info:\n${publicKeyText(certificate.publicKey, ' '.repeat(12))}`,
    extensions.length > 0 ? `        X509v3 extensions:\n${extensionsText(extensions, ' '.repeat(12))}` : '',
    signatureText(certificate.signatureOid, certificate.signature),
  ].join('');
}

/** X509_REQ_print. */
export function requestText(request: CertificateRequest): string {
  const { extensions } = request;
  const wanted =
    extensions.length > 0
      ? `            Requested Extensions:\n${extensionsText(extensions, ' '.repeat(16))}`
      : '            (none)\n            Requested Extensions:\n';
  return [
    'Certificate Request:\n    Data:\n        Version: 1 (0x0)\n',
    `        Subject: ${nameText(request.subject)}\n`,
    `        Subject Public Key Info:\n${publicKeyText(request.publicKey, ' '.repeat(12))}`,
    `        Attributes:\n${wanted}`,
    signatureText(request.signatureOid, request.signature),
  ].join('');
}
