import { type JsonObject, listAt, numberAt, recordAt, recordsAt, stringAt, stringMapAt, valueAt } from '../json.ts';
import { claimLines } from './claims.ts';
import { goList, type Lines, shorten } from './parts.ts';

type Source = (source: JsonObject) => Lines;

/** `    Title:\tvalue` for each field; booleans and numbers that are not there are false and 0 as in Go. */
function fields(type: string, titles: Readonly<Record<string, (source: JsonObject) => string>>): Source {
  return (source) => [
    `    Type:\t${type}`,
    ...Object.entries(titles).map(([title, value]) => `    ${title}\t${value(source)}`),
  ];
}

const text = (field: string) => (source: JsonObject) => stringAt(source, field);
const flag = (field: string) => (source: JsonObject) => String(source[field] === true);
const number = (field: string) => (source: JsonObject) => String(numberAt(source, field) ?? 0);
const optional = flag('optional');
const readOnly = { 'ReadOnly:': flag('readOnly') };
const list = (field: string) => (source: JsonObject) => goList(listAt(source, field));

/** Go prints a pointer to a reference by its fields. */
const secretRef = (source: JsonObject) => {
  const reference = recordAt(source, 'secretRef');
  if (!reference) return 'nil';
  const namespace = stringAt(reference, 'namespace');
  return `&${namespace ? `SecretReference{Name:${stringAt(reference, 'name')},Namespace:${namespace},}` : `LocalObjectReference{Name:${stringAt(reference, 'name')},}`}`;
};

/** Volumes of a pod and sources of a PersistentVolume, in the words of describe.go. */
const SOURCES: Readonly<Record<string, Source>> = {
  hostPath: fields('HostPath (bare host directory volume)', {
    'Path:': text('path'),
    'HostPathType:': (source) => (source['type'] === undefined ? '<none>' : stringAt(source, 'type')),
  }),
  emptyDir: fields("EmptyDir (a temporary directory that shares a pod's lifetime)", {
    'Medium:': text('medium'),
    'SizeLimit:': (source) => {
      const limit = stringAt(source, 'sizeLimit');
      return limit && limit !== '0' ? limit : '<unset>';
    },
  }),
  gcePersistentDisk: fields('GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)', {
    ...{ 'PDName:': text('pdName'), 'FSType:': text('fsType'), 'Partition:': number('partition') },
    ...readOnly,
  }),
  awsElasticBlockStore: fields('AWSElasticBlockStore (a Persistent Disk resource in AWS)', {
    ...{ 'VolumeID:': text('volumeID'), 'FSType:': text('fsType'), 'Partition:': number('partition') },
    ...readOnly,
  }),
  gitRepo: fields('GitRepo (a volume that is pulled from git when the pod is created)', {
    'Repository:': text('repository'),
    'Revision:': text('revision'),
  }),
  secret: fields('Secret (a volume populated by a Secret)', {
    'SecretName:': text('secretName'),
    'Optional:': optional,
  }),
  configMap: fields('ConfigMap (a volume populated by a ConfigMap)', { 'Name:': text('name'), 'Optional:': optional }),
  nfs: fields('NFS (an NFS mount that lasts the lifetime of a pod)', {
    ...{ 'Server:': text('server'), 'Path:': text('path') },
    ...readOnly,
  }),
  iscsi: fields(
    "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    {
      'TargetPortal:': text('targetPortal'),
      'IQN:': text('iqn'),
      'Lun:': number('lun'),
      ISCSIInterface: text('iscsiInterface'),
      'FSType:': text('fsType'),
      ...readOnly,
      'Portals:': list('portals'),
      'DiscoveryCHAPAuth:': flag('chapAuthDiscovery'),
      'SessionCHAPAuth:': flag('chapAuthSession'),
      'SecretRef:': secretRef,
      'InitiatorName:': (source) => stringAt(source, 'initiatorName') || '<none>',
    },
  ),
  persistentVolumeClaim: fields(
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    {
      ...{ 'ClaimName:': text('claimName') },
      ...readOnly,
    },
  ),
  ephemeral: (source) => {
    const template = recordAt(source, 'volumeClaimTemplate');
    const claim = template ? claimLines(template, false, 0).map(nested) : [];
    return [
      '    Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
      ...claim,
    ];
  },
  downwardAPI: (source) => [
    '    Type:\tDownwardAPI (a volume populated by information about the pod)',
    '    Items:',
    ...recordsAt(source, 'items').map((item) => {
      const from = stringAt(item, 'fieldRef', 'fieldPath') || stringAt(item, 'resourceFieldRef', 'resource');
      return `      ${from} -> ${stringAt(item, 'path')}`;
    }),
  ],
  vsphereVolume: fields('vSphereVolume (a Persistent Disk resource in vSphere)', {
    'VolumePath:': text('volumePath'),
    'FSType:': text('fsType'),
    'StoragePolicyName:': text('storagePolicyName'),
  }),
  cinder: fields('Cinder (a Persistent Disk resource in OpenStack)', {
    ...{ 'VolumeID:': text('volumeID'), 'FSType:': text('fsType') },
    ...{ ...readOnly, 'SecretRef:': secretRef },
  }),
  local: fields('LocalVolume (a persistent volume backed by local storage on a node)', { 'Path:': text('path') }),
  cephfs: fields("CephFS (a CephFS mount on the host that shares a pod's lifetime)", {
    ...{ 'Monitors:': list('monitors'), 'Path:': text('path'), 'User:': text('user') },
    ...{ 'SecretFile:': text('secretFile'), 'SecretRef:': secretRef, ...readOnly },
  }),
  fc: fields('FC (a Fibre Channel disk)', {
    'TargetWWNs:': (source) => listAt(source, 'targetWWNs').join(', '),
    'LUN:': (source) => String(numberAt(source, 'lun') ?? '<none>'),
    'FSType:': text('fsType'),
    ...readOnly,
  }),
  azureFile: fields('AzureFile (an Azure File Service mount on the host and bind mount to the pod)', {
    ...{ 'SecretName:': text('secretName'), 'ShareName:': text('shareName') },
    ...readOnly,
  }),
  flexVolume: fields('FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)', {
    ...{ 'Driver:': text('driver'), 'FSType:': text('fsType'), 'SecretRef:': secretRef, ...readOnly },
    'Options:': (source) =>
      `map[${stringMapAt(source, 'options')
        .map(([key, value]) => `${key}:${value}`)
        .join(' ')}]`,
  }),
  projected: (source) => [
    '    Type:\tProjected (a volume that contains injected data from multiple sources)',
    ...recordsAt(source, 'sources').flatMap(projectedLines),
  ],
  csi: (source) => [
    '    Type:\tCSI (a Container Storage Interface (CSI) volume source)',
    `    Driver:\t${stringAt(source, 'driver')}`,
    `    FSType:\t${stringAt(source, 'fsType')}`,
    ...(valueAt(source, 'volumeHandle') === undefined
      ? []
      : [`    VolumeHandle:\t${stringAt(source, 'volumeHandle')}`]),
    `    ReadOnly:\t${source['readOnly'] === true}`,
    ...attributeLines(stringMapAt(source, 'volumeAttributes')),
  ],
  image: fields('Image (a container image or OCI artifact)', {
    'Reference:': text('reference'),
    'PullPolicy:': text('pullPolicy'),
  }),
};

/** Maps are written in parts, and each part is indented on its own. */
function nested(line: string): string {
  if (line.startsWith('\t')) return `        \t    ${line.slice(1)}`;
  return `    ${line.replace(/^(Labels|Annotations):\t/, '$1:\t    ')}`;
}

function projectedLines(source: JsonObject): Lines {
  const secret = recordAt(source, 'secret');
  const configMap = recordAt(source, 'configMap');
  const token = recordAt(source, 'serviceAccountToken');
  if (secret) return [`    SecretName:\t${stringAt(secret, 'name')}`, `    Optional:\t${optional(secret)}`];
  if (recordAt(source, 'downwardAPI')) return ['    DownwardAPI:\ttrue'];
  if (configMap) return [`    ConfigMapName:\t${stringAt(configMap, 'name')}`, `    Optional:\t${optional(configMap)}`];
  return token ? [`    TokenExpirationSeconds:\t${stringAt(token, 'expirationSeconds')}`] : [];
}

function attributeLines(attributes: readonly (readonly [string, string])[]): Lines {
  if (attributes.length === 0) return ['    VolumeAttributes:\t<none>'];
  return attributes.map(([key, value], at) => {
    // describe.go writes its indentation before every part of a line.
    const head = at === 0 ? '    VolumeAttributes:' : '        ';
    return `${head}\t    ${shorten(`${key}=${value}`, 140)}`;
  });
}

/** The source of a volume: the one field that names its kind. */
export function volumeSourceLines(holder: JsonObject): Lines {
  const kind = Object.keys(SOURCES).find((field) => recordAt(holder, field));
  return kind ? SOURCES[kind]!(recordAt(holder, kind)!) : ['  <unknown>'];
}

export function volumeLines(volumes: readonly JsonObject[], indent = ''): Lines {
  if (volumes.length === 0) return [`${indent}Volumes:\t<none>`];
  const named = volumes.flatMap((volume) => [
    `  ${indent ? ' ' : ''}${stringAt(volume, 'name')}:`,
    ...volumeSourceLines(volume),
  ]);
  return [`${indent}Volumes:`, ...named];
}
