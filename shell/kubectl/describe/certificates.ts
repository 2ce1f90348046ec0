import { humanDuration } from '../command-line/duration.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, numberAt, recordsAt, stringAt } from '../json.ts';
import { type Lines, labelsLine, timeText } from './parts.ts';

/** X.520 attributes in the order in which kubectl shows them. */
const SUBJECT: Readonly<Record<string, string>> = {
  O: 'Organization',
  OU: 'Organizational Unit',
  C: 'Country',
  L: 'Locality',
  ST: 'Province',
  '2.5.4.9': 'StreetAddress',
  '2.5.4.17': 'PostalCode',
};

const ALTERNATIVES: Readonly<Record<string, string>> = {
  dns: 'DNS Names',
  email: 'Email Addresses',
  url: 'URIs',
  ip: 'IP Addresses',
};

export async function describeSigningRequest(object: JsonObject): Promise<Lines> {
  const seconds = numberAt(object, 'spec', 'expirationSeconds');
  const signer = stringAt(object, 'spec', 'signerName');
  return [
    `Name:\t${nameOf(object)}`,
    `Labels:\t${labelsLine(object, 'metadata', 'labels')}`,
    `Annotations:\t${labelsLine(object, 'metadata', 'annotations')}`,
    `CreationTimestamp:\t${timeText(stringAt(object, 'metadata', 'creationTimestamp'))}`,
    `Requesting User:\t${stringAt(object, 'spec', 'username')}`,
    ...(signer ? [`Signer:\t${signer}`] : []),
    ...(seconds === undefined ? [] : [`Requested Duration:\t${humanDuration(seconds * 1000)}`]),
    `Status:\t${statusText(object)}`,
    ...(await subjectLines(stringAt(object, 'spec', 'request'))),
  ];
}

function statusText(object: JsonObject): string {
  const has = (type: string) => recordsAt(object, 'status', 'conditions').some((item) => item['type'] === type);
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${stringAt(object, 'status', 'certificate') ? ',Issued' : ''}`;
}

async function subjectLines(encoded: string): Promise<Lines> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  let request: InstanceType<typeof x509.Pkcs10CertificateRequest>;
  try {
    request = new x509.Pkcs10CertificateRequest(Buffer.from(encoded, 'base64').toString('latin1'));
  } catch {
    throw new KubectlError('error: Error parsing CSR: PEM block type must be CERTIFICATE REQUEST');
  }
  const name = request.subjectName;
  const list = (title: string, values: readonly string[]): Lines =>
    values.map((value, at) => (at === 0 ? `\t${title}:\t${value}` : `\t\t${value}`));
  const names = request.extensions.flatMap((item) =>
    item instanceof x509.SubjectAlternativeNameExtension ? item.names.items : [],
  );
  const alternatives = Object.entries(ALTERNATIVES).flatMap(([type, title]) =>
    list(
      title,
      names.filter((item) => item.type === type).map((item) => item.value),
    ),
  );
  return [
    'Subject:',
    `\tCommon Name:\t${name.getField('CN')[0] ?? ''}`,
    `\tSerial Number:\t${name.getField('2.5.4.5')[0] ?? ''}`,
    ...Object.entries(SUBJECT).flatMap(([field, title]) => list(title, name.getField(field))),
    ...(alternatives.length > 0 ? ['Subject Alternative Names:', ...alternatives] : []),
  ];
}
