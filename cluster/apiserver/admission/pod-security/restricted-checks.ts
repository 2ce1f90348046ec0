import { BASELINE, badSeccomp, baselineCapabilities, hostPathVolumes } from './baseline-checks.ts';
import { type Check, fieldsOf, listOf, named, plural, quoted, setters, sorted } from './check.ts';

const VOLUMES: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const allowPrivilegeEscalation: Check = ({ containers }) => {
  const bad = containers.filter(({ security }) => security.allowPrivilegeEscalation !== false);
  if (bad.length === 0) return null;
  const detail = `${named(bad)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
};

const capabilities: Check = ({ containers }) => {
  const namesOf = (security: unknown, field: 'add' | 'drop') => {
    const names = fieldsOf(fieldsOf(security).capabilities)[field];
    return Array.isArray(names) ? names.map(String) : [];
  };
  const extra = (security: unknown) => namesOf(security, 'add').filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = containers.filter(({ security }) => !namesOf(security, 'drop').includes('ALL'));
  const adding = containers.filter(({ security }) => extra(security).length > 0);
  const added = quoted(sorted(adding.flatMap(({ security }) => extra(security))));
  const details = [
    ...(keeping.length > 0 ? [`${named(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0 ? [`${named(adding)} must not include ${added} in securityContext.capabilities.add`] : []),
  ];
  return details.length === 0 ? null : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const volumeTypes: Check = ({ spec }) => {
  const typeOf = (volume: unknown) => Object.keys(fieldsOf(volume)).find((key) => key !== 'name') ?? 'unknown';
  const bad = listOf(spec.volumes).filter((volume) => !VOLUMES.has(typeOf(volume)));
  if (bad.length === 0) return null;
  const types = sorted(bad.map(typeOf));
  const names = quoted(bad.map(({ name }) => String(name)));
  const uses = plural('uses', bad.length, 'use');
  const what = `${plural('restricted volume type', types.length)} ${quoted(types)}`;
  return { reason: 'restricted volume types', detail: `${plural('volume', bad.length)} ${names} ${uses} ${what}` };
};

const runAsNonRoot: Check = ({ security, containers }) => {
  const reason = 'runAsNonRoot != true';
  const podIsBad = security.runAsNonRoot === false;
  const bad = containers.filter((container) => container.security.runAsNonRoot === false);
  if (podIsBad || bad.length > 0) {
    return { reason, detail: `${setters(podIsBad, bad)} must not set securityContext.runAsNonRoot=false` };
  }
  const silent = containers.filter((container) => container.security.runAsNonRoot === undefined);
  if (security.runAsNonRoot === true || silent.length === 0) return null;
  return { reason, detail: `pod or ${named(silent)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = ({ security, containers }) => {
  const podIsBad = security.runAsUser === 0;
  const bad = containers.filter((container) => container.security.runAsUser === 0);
  if (!podIsBad && bad.length === 0) return null;
  return { reason: 'runAsUser=0', detail: `${setters(podIsBad, bad)} must not set runAsUser=0` };
};

const seccomp: Check = (pod) => {
  const { security, containers } = pod;
  const wrong = badSeccomp(pod);
  if (wrong) return wrong;
  const silent = containers.filter((container) => container.security.seccompProfile === undefined);
  if (security.seccompProfile !== undefined || silent.length === 0) return null;
  const detail = `pod or ${named(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return { reason: 'seccompProfile', detail };
};

const OVERRIDDEN: readonly Check[] = [baselineCapabilities, hostPathVolumes, badSeccomp];

export const RESTRICTED: readonly Check[] = [
  ...BASELINE.filter((check) => !OVERRIDDEN.includes(check)),
  allowPrivilegeEscalation,
  capabilities,
  volumeTypes,
  runAsNonRoot,
  runAsUser,
  seccomp,
];
