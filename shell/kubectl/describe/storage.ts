import { type JsonObject, listAt, nameOf, recordAt, recordsAt, stringAt, valueAt } from '../json.ts';
import { claimLines, classOf, finalizers, modesText, phaseLine, volumeMode } from './claims.ts';
import { annotations, booleanText, goList, type Lines, labels, labelsLine, timeText } from './parts.ts';
import { volumeSourceLines } from './volumes.ts';

export function describePersistentVolume(volume: JsonObject, nowMs: number): Lines {
  const claim = recordAt(volume, 'spec', 'claimRef');
  return [
    `Name:\t${nameOf(volume)}`,
    ...labels(volume),
    ...annotations(volume),
    finalizers(volume),
    `StorageClass:\t${classOf(volume)}`,
    phaseLine(volume, nowMs),
    `Claim:\t${claim ? `${stringAt(claim, 'namespace')}/${stringAt(claim, 'name')}` : ''}`,
    `Reclaim Policy:\t${stringAt(volume, 'spec', 'persistentVolumeReclaimPolicy')}`,
    `Access Modes:\t${modesText(listAt(volume, 'spec', 'accessModes'))}`,
    ...volumeMode(volume),
    `Capacity:\t${stringAt(volume, 'spec', 'capacity', 'storage') || '0'}`,
    ...nodeAffinityLines(recordAt(volume, 'spec', 'nodeAffinity', 'required')),
    `Message:\t${stringAt(volume, 'status', 'message')}`,
    'Source:',
    ...volumeSourceLines(recordAt(volume, 'spec') ?? {}),
  ];
}

function nodeAffinityLines(required: JsonObject | null): Lines {
  if (!required) return ['Node Affinity:\t<none>'];
  const terms = recordsAt(required, 'nodeSelectorTerms');
  if (terms.length === 0) return ['Node Affinity:\t', '  Required Terms:\t<none>'];
  const lines = terms.flatMap((term, at) => termLines(`Term ${at}`, recordsAt(term, 'matchExpressions'), '    '));
  return ['Node Affinity:\t', '  Required Terms:\t', ...lines];
}

function termLines(title: string, requirements: readonly JsonObject[], indent: string): Lines {
  if (requirements.length === 0) return [`${indent}${title}:\t<none>`];
  return requirements.map((requirement, at) => {
    const values = listAt(requirement, 'values');
    const operator = stringAt(requirement, 'operator').toLowerCase() || 'in';
    const text = `${stringAt(requirement, 'key')} ${operator}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`;
    return `${indent}${at === 0 ? `${title}:` : ''}\t${text}`;
  });
}

export function describeClaim(claim: JsonObject, pods: readonly JsonObject[], nowMs: number): Lines {
  const users = pods.map(nameOf).sort();
  const conditions = recordsAt(claim, 'status', 'conditions').map((item) => {
    const at = (field: string) => stringAt(item, field);
    return `  ${at('type')} \t${at('status')} \t${timeText(at('lastProbeTime'))} \t${timeText(at('lastTransitionTime'))} \t${at('reason')} \t${at('message')}`;
  });
  return [
    ...claimLines(claim, true, nowMs),
    ...(users.length === 0 ? ['Used By:\t<none>'] : users.map((name, at) => `${at === 0 ? 'Used By:' : ''}\t${name}`)),
    ...(conditions.length === 0
      ? []
      : [
          'Conditions:',
          '  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage',
          '  ----\t------\t-----------------\t------------------\t------\t-------',
          ...conditions,
        ]),
  ];
}

const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export function describeStorageClass(object: JsonObject): Lines {
  const options = listAt(object, 'mountOptions');
  const isDefault = DEFAULT_CLASS.some((key) => stringAt(object, 'metadata', 'annotations', key) === 'true');
  const expansion = valueAt(object, 'allowVolumeExpansion');
  const topologies = recordsAt(object, 'allowedTopologies');
  const optional = (title: string, field: string) =>
    valueAt(object, field) === undefined ? [] : [`${title}:\t${stringAt(object, field)}`];
  return [
    `Name:\t${nameOf(object)}`,
    `IsDefaultClass:\t${isDefault ? 'Yes' : 'No'}`,
    `Annotations:\t${labelsLine(object, 'metadata', 'annotations')}`,
    `Provisioner:\t${stringAt(object, 'provisioner')}`,
    `Parameters:\t${labelsLine(object, 'parameters')}`,
    `AllowVolumeExpansion:\t${expansion === undefined ? '<unset>' : booleanText(expansion === true)}`,
    ...(options.length === 0 ? ['MountOptions:\t<none>'] : ['MountOptions:', ...options.map((item) => `  ${item}`)]),
    ...optional('ReclaimPolicy', 'reclaimPolicy'),
    ...optional('VolumeBindingMode', 'volumeBindingMode'),
    ...(topologies.length > 0 ? ['AllowedTopologies:\t'] : []),
    ...topologies.flatMap((term, at) => termLines(`Term ${at}`, recordsAt(term, 'matchLabelExpressions'), '  ')),
  ];
}

export function describeVolumeAttributesClass(object: JsonObject): Lines {
  return [
    `Name:\t${nameOf(object)}`,
    `Annotations:\t${labelsLine(object, 'metadata', 'annotations')}`,
    `DriverName:\t${stringAt(object, 'driverName')}`,
    `Parameters:\t${labelsLine(object, 'parameters')}`,
  ];
}

export function describeCsiNode(object: JsonObject): Lines {
  const drivers = recordsAt(object, 'spec', 'drivers').flatMap((driver) => {
    const count = stringAt(driver, 'allocatable', 'count');
    const keys = valueAt(driver, 'topologyKeys');
    return [
      `    ${stringAt(driver, 'name')}:`,
      `      Node ID:\t${stringAt(driver, 'nodeID')}`,
      ...(count ? ['      Allocatables:', `        Count:\t${count}`] : []),
      ...(Array.isArray(keys) ? [`      Topology Keys:\t${goList(keys)}`] : []),
    ];
  });
  return [
    `Name:\t${nameOf(object)}`,
    ...labels(object),
    ...annotations(object),
    `CreationTimestamp:\t${timeText(stringAt(object, 'metadata', 'creationTimestamp'))}`,
    'Spec:',
    ...(Array.isArray(valueAt(object, 'spec', 'drivers')) ? ['  Drivers:', ...drivers] : []),
  ];
}
