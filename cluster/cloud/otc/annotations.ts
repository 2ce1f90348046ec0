import type { Service } from '../../client/objects.ts';
import { CloudProviderError } from '../service-controller/cloud-provider.ts';

const PREFIX = 'kubernetes.io/elb.';

export const ANNOTATIONS = {
  class: `${PREFIX}class`,
  id: `${PREFIX}id`,
  eipId: `${PREFIX}eip-id`,
  customEipId: `${PREFIX}custom-eip-id`,
  autocreate: `${PREFIX}autocreate`,
  algorithm: `${PREFIX}lb-algorithm`,
  affinityMode: `${PREFIX}session-affinity-mode`,
  affinityOption: `${PREFIX}session-affinity-option`,
  healthFlag: `${PREFIX}health-check-flag`,
  healthOption: `${PREFIX}health-check-option`,
  healthOptions: `${PREFIX}health-check-options`,
  passThrough: `${PREFIX}pass-through`,
  transparent: `${PREFIX}transparent-client-ip`,
  protocolPort: `${PREFIX}protocol-port`,
} as const;

export type AnnotationName = keyof typeof ANNOTATIONS;

/** An empty value counts as absent. */
export function annotation({ metadata }: Service, name: AnnotationName): string | undefined {
  return metadata.annotations?.[ANNOTATIONS[name]] || undefined;
}

/** One of these words. Throws `CloudProviderError`. */
export function annotationWord<T extends string>(
  service: Service,
  name: AnnotationName,
  words: readonly T[],
): T | undefined {
  const text = annotation(service, name);
  if (text === undefined) return undefined;
  const word = words.find((each) => each === text);
  if (word === undefined) throw invalid(name, text);
  return word;
}

/** A JSON value of texts and numbers. Throws `CloudProviderError`. */
export function annotationJson(service: Service, name: AnnotationName): unknown {
  const text = annotation(service, name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(name, text);
  }
}

/** A whole number, written as a number or as a text. Throws `CloudProviderError`. */
export function numberField(
  fields: Readonly<Record<string, unknown>>,
  field: string,
  { name, from, to, otherwise }: { name: AnnotationName; from: number; to: number; otherwise: number },
): number {
  const value = fields[field];
  if (value === undefined) return otherwise;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= from && number <= to) return number;
  throw new CloudProviderError(`${shortName(name)} field:[${field}] is invalid`);
}

export function invalid(name: AnnotationName, value: string): CloudProviderError {
  return new CloudProviderError(`${shortName(name)}:[${value}] is invalid`);
}

export function shortName(name: AnnotationName): string {
  return ANNOTATIONS[name].replace(/^kubernetes\.io\//, '');
}
