import type { Container } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import type { Credentials } from '../machinery/machine.ts';
import { ContainerConfigError } from './container-environment.ts';
import type { Image } from './image.ts';

/** What containerd leaves a container's root of capabilities(7), by number. */
const DEFAULT_CAPABILITIES = [0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31];
const ALL_CAPABILITIES = Array.from({ length: 41 }, (_, number) => number);
const CAPABILITY_NAMES: readonly string[] = (
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE ' +
  'NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN ' +
  'SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE ' +
  'MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
).split(' ');

/** Who a container's processes are, by the security contexts and the image's USER. Throws `ContainerConfigError`. */
export function containerCredentials(pod: Pod, container: Container, image: Image): Credentials {
  const own = container.securityContext ?? {};
  const common = pod.spec.securityContext ?? {};
  const [, imageGroup] = (image.user ?? '').split(':');
  const named = imageUser(image);
  const uid = own.runAsUser ?? common.runAsUser ?? named;
  const gid =
    own.runAsGroup ?? common.runAsGroup ?? (imageGroup ? Number(imageGroup) : image.user && uid === named ? named : 0);
  if (own.runAsNonRoot ?? common.runAsNonRoot) {
    const label = `"${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${container.name}`;
    if ((own.runAsUser ?? common.runAsUser) === undefined && uid === 0) {
      throw new ContainerConfigError(`container has runAsNonRoot and image will run as root (pod: ${label})`);
    }
    if (uid === 0) throw new ContainerConfigError(`container's runAsUser breaks non-root policy (pod: ${label})`);
  }
  const fsGroup = common.fsGroup === undefined ? [] : [common.fsGroup];
  const groups = [...new Set([gid, ...groupsOfUser(image, uid), ...(common.supplementalGroups ?? []), ...fsGroup])];
  return { uid, gid, groups, noNewPrivileges: own.allowPrivilegeEscalation === false };
}

/** The number of an image's USER. */
export function imageUser(image: Image): number {
  const [name = ''] = (image.user ?? '').split(':');
  if (name === '' || name === 'root') return 0;
  if (name === 'nobody') return 65_534;
  const [, , uid = name] = table(image, '/etc/passwd').find(([user]) => user === name) ?? [];
  return Number(uid);
}

/** HOME, as runc finds it in the image's /etc/passwd. */
export function imageHome(image: Image, uid: number): string {
  if (uid === 0) return '/root';
  return table(image, '/etc/passwd').find(([, , number]) => number === String(uid))?.[5] ?? '/';
}

/** The lines of a file of accounts, as the image has it. */
function table({ userland, files }: Image, path: string): string[][] {
  const text = files?.[path] ?? userland?.files[path] ?? '';
  return String(text)
    .split('\n')
    .map((line) => line.split(':'));
}

/** The groups that the image's own /etc/group gives to a user. */
function groupsOfUser(image: Image, uid: number): number[] {
  const name = table(image, '/etc/passwd').find(([, , number]) => number === String(uid))?.[0];
  if (name === undefined) return [];
  return table(image, '/etc/group')
    .filter(([, , , members = '']) => members.split(',').includes(name))
    .map(([, , number]) => Number(number));
}

/** /proc/self/status as far as people look at it: identities and capabilities. */
export function processStatus(container: Container, { uid, gid, groups, noNewPrivileges }: Credentials): string {
  const {
    privileged = false,
    capabilities: { add = [], drop = [] } = {},
    seccompProfile,
  } = container.securityContext ?? {};
  const bounding = capabilityMask(privileged, add, drop);
  const effective = uid === 0 ? bounding : 0n;
  const hexadecimal = (mask: bigint) => mask.toString(16).padStart(16, '0');
  const four = (id: number) => Array(4).fill(id).join('\t');
  return [
    'Name:\tcat',
    'Umask:\t0022',
    'State:\tR (running)',
    `Uid:\t${four(uid)}`,
    `Gid:\t${four(gid)}`,
    `Groups:\t${groups.join(' ')} `,
    `CapInh:\t${hexadecimal(0n)}`,
    `CapPrm:\t${hexadecimal(effective)}`,
    `CapEff:\t${hexadecimal(effective)}`,
    `CapBnd:\t${hexadecimal(bounding)}`,
    `CapAmb:\t${hexadecimal(0n)}`,
    `NoNewPrivs:\t${noNewPrivileges ? 1 : 0}`,
    `Seccomp:\t${seccompProfile && seccompProfile.type !== 'Unconfined' && !privileged ? 2 : 0}`,
    '',
  ].join('\n');
}

function capabilityMask(privileged: boolean, add: readonly string[], drop: readonly string[]): bigint {
  const numberOf = (name: string) => CAPABILITY_NAMES.indexOf(name.toUpperCase().replace(/^CAP_/, ''));
  const held = new Set(privileged || add.includes('ALL') ? ALL_CAPABILITIES : DEFAULT_CAPABILITIES);
  if (!privileged) {
    if (drop.includes('ALL')) held.clear();
    for (const name of drop) held.delete(numberOf(name));
    for (const name of add) if (numberOf(name) >= 0) held.add(numberOf(name));
  }
  return [...held].reduce((mask, number) => mask | (1n << BigInt(number)), 0n);
}
