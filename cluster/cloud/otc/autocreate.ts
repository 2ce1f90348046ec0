import { jsonSyntaxError } from '../../machinery/json-syntax.ts';
import { CloudProviderError } from '../service-controller/cloud-provider.ts';
import type { ElbOrder } from './otc-cloud.ts';
import type { ElbClass } from './otc-records.ts';
import type { EipOrder } from './public-addresses.ts';

/** What a Service's `kubernetes.io/elb.autocreate` asks for. */
export interface AutoCreate {
  readonly elb: Pick<ElbOrder, 'zones' | 'l4Flavor' | 'l7Flavor'> & {
    readonly name: string | null;
    readonly vip?: string;
  };
  /** Null: the load balancer has its private address alone. */
  readonly eip: EipOrder | null;
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isName: Check = (value) => typeof value === 'string' && /^[\p{L}\p{N}_.-]{1,64}$/u.test(value);
const isText: Check = (value) => typeof value === 'string' && value !== '';
const isTexts: Check = (value) => Array.isArray(value) && value.length > 0 && value.every(isText);
const isAddress: Check = (value) => typeof value === 'string' && /^\d{1,3}(\.\d{1,3}){3}$/.test(value);
const isSize: Check = (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 2000;
const isOneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);
const isFlavor =
  (layer: string): Check =>
  (value) =>
    typeof value === 'string' && new RegExp(`^${layer}_flavor\\.elb\\.[a-z0-9]+(\\.[a-z0-9]+)*$`).test(value);

/** Every field that exists, in the order in which they are looked at. */
const CHECKS: Readonly<Record<string, Check>> = {
  type: isOneOf('public', 'inner'),
  name: isName,
  bandwidth_name: isName,
  bandwidth_chargemode: isOneOf('traffic', 'bandwidth'),
  bandwidth_size: isSize,
  bandwidth_sharetype: isOneOf('PER'),
  eip_type: isOneOf('5_bgp', '5_mailbgp', '5_gray'),
  vip_address: isAddress,
  available_zone: isTexts,
  l4_flavor_name: isFlavor('L4'),
  l7_flavor_name: isFlavor('L7'),
  vip_subnet_cidr_id: isText,
  elb_virsubnet_ids: isTexts,
  ipv6_vip_virsubnet_id: isText,
};

const REQUIRED_OF_PUBLIC = [
  'bandwidth_name',
  'bandwidth_chargemode',
  'bandwidth_size',
  'bandwidth_sharetype',
  'eip_type',
] as const;

export interface AutoCreateContext {
  readonly class: ElbClass;
  /** Layers of the Service's listeners: a dedicated load balancer needs a flavour for each. */
  readonly layers: readonly ('l4' | 'l7')[];
  /** An EIP is given by another annotation: none is made, and its fields may be missing. */
  readonly hasEip: boolean;
}

/** Reads the annotation, which is strict: a field that is missing, malformed or unknown is a `CloudProviderError`. */
export function parseAutoCreate(text: string, context: AutoCreateContext): AutoCreate {
  const fields = parseFields(text);
  for (const field of requiredFields(fields, context)) if (fields[field] === undefined) throw invalid(field);
  for (const [field, check] of Object.entries(CHECKS)) {
    if (fields[field] !== undefined && !check(fields[field])) throw invalid(field);
  }
  for (const field of Object.keys(fields)) if (!Object.hasOwn(CHECKS, field)) throw invalid(field);
  return read(fields, context);
}

function requiredFields(fields: Fields, context: AutoCreateContext): string[] {
  const wanted: string[] = [];
  if (fields['type'] === 'public' && !context.hasEip) wanted.push(...REQUIRED_OF_PUBLIC);
  if (context.class === 'performance') {
    wanted.push('available_zone', ...context.layers.map((layer) => `${layer}_flavor_name`));
  }
  return wanted;
}

/** Only after every field has passed its check. */
function read(fields: Fields, context: AutoCreateContext): AutoCreate {
  const text = (field: string) => (typeof fields[field] === 'string' ? fields[field] : null);
  const isDedicated = context.class === 'performance';
  const zones = Array.isArray(fields['available_zone']) ? fields['available_zone'].map(String) : [];
  const vip = text('vip_address');
  return {
    elb: {
      name: text('name'),
      zones: isDedicated ? zones : [],
      l4Flavor: isDedicated ? text('l4_flavor_name') : null,
      l7Flavor: isDedicated ? text('l7_flavor_name') : null,
      ...(vip === null ? {} : { vip }),
    },
    eip:
      fields['type'] !== 'public' || context.hasEip
        ? null
        : {
            type: text('eip_type') ?? '',
            bandwidthName: text('bandwidth_name') ?? '',
            bandwidthSize: Number(fields['bandwidth_size']),
            chargeMode: fields['bandwidth_chargemode'] === 'bandwidth' ? 'bandwidth' : 'traffic',
          },
  };
}

function parseFields(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CloudProviderError(`elb autoCreate is not valid JSON: ${jsonSyntaxError(text)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new CloudProviderError('elb autoCreate is not valid JSON: it must be an object');
}

function invalid(field: string): CloudProviderError {
  return new CloudProviderError(`elb autoCreate field:[${field}] is invalid`);
}
