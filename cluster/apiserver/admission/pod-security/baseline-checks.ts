import { type Check, fieldsOf, listOf, named, plural, quoted, setters, sorted } from './check.ts';

const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);
const SELINUX_TYPES: readonly unknown[] = [
  '',
  undefined,
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];
const PROFILES: readonly unknown[] = ['RuntimeDefault', 'Localhost'];

const typeOf = (profile: unknown): unknown => fieldsOf(profile).type;
const isBadProfile = (profile: unknown) => profile !== undefined && !PROFILES.includes(typeOf(profile));

const appArmor: Check = ({ security, containers }) => {
  const podIsBad = isBadProfile(security.appArmorProfile);
  const bad = containers.filter((container) => isBadProfile(container.security.appArmorProfile));
  if (!podIsBad && bad.length === 0) return null;
  const profiles = [...(podIsBad ? [security] : []), ...bad.map((container) => container.security)];
  const values = sorted(profiles.map((from) => String(typeOf(from.appArmorProfile))));
  const reason = plural('forbidden AppArmor profile', values.length);
  return { reason, detail: `${setters(podIsBad, bad)} must not set AppArmor profile type to ${quoted(values)}` };
};

export const baselineCapabilities: Check = ({ containers }) => {
  const extra = (security: unknown) => {
    const { add } = fieldsOf(fieldsOf(security).capabilities);
    return (Array.isArray(add) ? add.map(String) : []).filter((name) => !DEFAULT_CAPABILITIES.has(name));
  };
  const bad = containers.filter(({ security }) => extra(security).length > 0);
  if (bad.length === 0) return null;
  const names = sorted(bad.flatMap(({ security }) => extra(security)));
  const detail = `${named(bad)} must not include ${quoted(names)} in securityContext.capabilities.add`;
  return { reason: 'non-default capabilities', detail };
};

const hostNamespaces: Check = ({ spec }) => {
  const found = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
  if (found.length === 0) return null;
  return { reason: 'host namespaces', detail: found.map((field) => `${field}=true`).join(', ') };
};

export const hostPathVolumes: Check = ({ spec }) => {
  const bad = listOf(spec.volumes).filter((volume) => volume.hostPath !== undefined);
  if (bad.length === 0) return null;
  const names = quoted(bad.map(({ name }) => String(name)));
  return { reason: 'hostPath volumes', detail: `${plural('volume', bad.length)} ${names}` };
};

const hostPorts: Check = ({ containers }) => {
  const portsOf = (fields: unknown) =>
    listOf(fieldsOf(fields).ports).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const bad = containers.filter(({ fields }) => portsOf(fields).length > 0);
  if (bad.length === 0) return null;
  const ports = sorted(bad.flatMap(({ fields }) => portsOf(fields)));
  const uses = plural('uses', bad.length, 'use');
  return {
    reason: 'hostPort',
    detail: `${named(bad)} ${uses} ${plural('hostPort', ports.length)} ${ports.join(', ')}`,
  };
};

const hostProbes: Check = ({ containers }) => {
  const hostsOf = (fields: unknown) => {
    const { livenessProbe, readinessProbe, startupProbe, lifecycle } = fieldsOf(fields);
    const { postStart, preStop } = fieldsOf(lifecycle);
    return [livenessProbe, readinessProbe, startupProbe, postStart, preStop]
      .map(fieldsOf)
      .flatMap(({ httpGet, tcpSocket }) => [fieldsOf(httpGet).host, fieldsOf(tcpSocket).host])
      .flatMap((host) => (host ? [String(host)] : []));
  };
  const bad = containers.filter(({ fields }) => hostsOf(fields).length > 0);
  if (bad.length === 0) return null;
  const hosts = sorted(bad.flatMap(({ fields }) => hostsOf(fields)));
  const uses = plural('uses', bad.length, 'use');
  const what = plural('probe or lifecycle host', hosts.length);
  return { reason: 'probe or lifecycle host', detail: `${named(bad)} ${uses} ${what} ${quoted(hosts)}` };
};

const privileged: Check = ({ containers }) => {
  const bad = containers.filter(({ security }) => security.privileged === true);
  if (bad.length === 0) return null;
  return { reason: 'privileged', detail: `${named(bad)} must not set securityContext.privileged=true` };
};

const procMount: Check = ({ containers }) => {
  const isBad = (value: unknown) => value !== undefined && value !== 'Default';
  const bad = containers.filter(({ security }) => isBad(security.procMount));
  if (bad.length === 0) return null;
  const types = quoted(sorted(bad.map(({ security }) => String(security.procMount))));
  return { reason: 'procMount', detail: `${named(bad)} must not set securityContext.procMount to ${types}` };
};

const seLinux: Check = ({ security, containers }) => {
  const isBad = (options: unknown) => {
    const { type, user, role } = fieldsOf(options);
    return !SELINUX_TYPES.includes(type) || Boolean(user) || Boolean(role);
  };
  const podIsBad = isBad(security.seLinuxOptions);
  const bad = containers.filter((container) => isBad(container.security.seLinuxOptions));
  if (!podIsBad && bad.length === 0) return null;
  const options = [security, ...bad.map((container) => container.security)].map((from) =>
    fieldsOf(from.seLinuxOptions),
  );
  const types = sorted(options.filter(({ type }) => !SELINUX_TYPES.includes(type)).map(({ type }) => String(type)));
  const problems = [
    ...(types.length > 0 ? [`${plural('type', types.length)} ${quoted(types)}`] : []),
    ...(options.some(({ user }) => user) ? ['user may not be set'] : []),
    ...(options.some(({ role }) => role) ? ['role may not be set'] : []),
  ];
  const detail = `${setters(podIsBad, bad)} set forbidden securityContext.seLinuxOptions: ${problems.join('; ')}`;
  return { reason: 'seLinuxOptions', detail };
};

/** What is set must be one of the two; restricted asks for it to be set. */
export const badSeccomp: Check = ({ security, containers }) => {
  const podIsBad = isBadProfile(security.seccompProfile);
  const bad = containers.filter((container) => isBadProfile(container.security.seccompProfile));
  if (!podIsBad && bad.length === 0) return null;
  const profiles = [...(podIsBad ? [security] : []), ...bad.map((container) => container.security)];
  const values = quoted(sorted(profiles.map((from) => String(typeOf(from.seccompProfile)))));
  const detail = `${setters(podIsBad, bad)} must not set securityContext.seccompProfile.type to ${values}`;
  return { reason: 'seccompProfile', detail };
};

const sysctls: Check = ({ security }) => {
  const bad = listOf(security.sysctls)
    .map(({ name }) => String(name))
    .filter((name) => !SAFE_SYSCTLS.has(name));
  return bad.length === 0 ? null : { reason: 'forbidden sysctls', detail: bad.join(', ') };
};

const windowsHostProcess: Check = ({ security, containers }) => {
  const isBad = (from: unknown) => fieldsOf(fieldsOf(from).windowsOptions).hostProcess === true;
  const bad = containers.filter((container) => isBad(container.security));
  if (!isBad(security) && bad.length === 0) return null;
  const detail = `${setters(isBad(security), bad)} must not set securityContext.windowsOptions.hostProcess=true`;
  return { reason: 'hostProcess', detail };
};

/** In the order of their names; what `restricted` has a stricter check for is the second list's. */
export const BASELINE: readonly Check[] = [
  appArmor,
  baselineCapabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seLinux,
  badSeccomp,
  sysctls,
  windowsHostProcess,
];
