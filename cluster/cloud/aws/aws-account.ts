/** The account and region in which the cluster's machines stand. */
export const AWS_REGION = 'us-west-2';
export const AWS_ACCOUNT = '123456789012';
export const VPC_ID = 'vpc-0c1a2b3d4e5f60718';
/** The hosted zone of classic load balancers' names in us-west-2, as AWS numbers it. */
export const ELB_ZONE_ID = 'Z1H1FL5HABSF5';
export const NETWORK_LOAD_BALANCER_ZONE_ID = 'Z18D5FSROUN65G';

const ZONES = ['a', 'b', 'c'];
const ID_DIGITS = 17;
const NUMBER_RANGE = 2_000_000_000;

/** Zones take turns. */
export function availabilityZone(nodeIndex: number): string {
  return `${AWS_REGION}${ZONES[nodeIndex % ZONES.length]}`;
}

export function subnetId(zone: string): string {
  return `subnet-${hexDigits(`subnet ${zone}`)}`;
}

/** `i-0123456789abcdef0`, always the same for a machine's name. */
export function instanceId(nodeName: string): string {
  return `i-${hexDigits(`instance ${nodeName}`)}`;
}

export function securityGroupId(name: string): string {
  return `sg-${hexDigits(`group ${name}`)}`;
}

/** A number that looks like AWS' own ids: 0 and sixteen digits. */
function hexDigits(text: string): string {
  let digits = '0';
  for (let salt = 0; digits.length < ID_DIGITS; salt++) digits += fnv1a(`${salt} ${text}`);
  return digits.slice(0, ID_DIGITS);
}

/** The number that AWS appends to a load balancer's name; here the same name always has the same one. */
export function numberOf(name: string): number {
  return Number.parseInt(fnv1a(`number ${name}`), 16) % NUMBER_RANGE;
}

/** FNV-1a, 32 bits, as eight digits. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** A machine of the account. */
export interface InstanceDescription {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly zone: string;
  readonly launchedMs: number;
}
