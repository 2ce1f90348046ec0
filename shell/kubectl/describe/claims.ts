import { humanDuration } from '../command-line/duration.ts';
import { type JsonObject, listAt, nameOf, recordAt, stringAt, stringMapAt, valueAt } from '../json.ts';
import { annotations, goList, type Lines, labels } from './parts.ts';

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** storageutil.GetAccessModesAsString: each once, in this order. */
export const modesText = (modes: readonly unknown[]): string =>
  Object.entries(MODES)
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');

export function classOf(object: JsonObject): string {
  return (
    stringAt(object, 'metadata', 'annotations', 'volume.beta.kubernetes.io/storage-class') ||
    stringAt(object, 'spec', 'storageClassName')
  );
}

export function phaseLine(object: JsonObject, nowMs: number): string {
  const deleted = stringAt(object, 'metadata', 'deletionTimestamp');
  if (!deleted) return `Status:\t${stringAt(object, 'status', 'phase')}`;
  return `Status:\tTerminating (lasts ${humanDuration(nowMs - Date.parse(deleted))})`;
}

export const finalizers = (object: JsonObject) => `Finalizers:\t${goList(listAt(object, 'metadata', 'finalizers'))}`;

export const volumeMode = (object: JsonObject): Lines =>
  valueAt(object, 'spec', 'volumeMode') === undefined ? [] : [`VolumeMode:\t${stringAt(object, 'spec', 'volumeMode')}`];

/** A claim, or the template of one, which has no name and no state yet. */
export function claimLines(claim: JsonObject, isWhole: boolean, nowMs: number): Lines {
  const volume = stringAt(claim, 'spec', 'volumeName');
  const source = recordAt(claim, 'spec', 'dataSource');
  return [
    ...(isWhole ? [`Name:\t${nameOf(claim)}`, `Namespace:\t${stringAt(claim, 'metadata', 'namespace')}`] : []),
    `StorageClass:\t${classOf(claim)}`,
    ...(isWhole ? [phaseLine(claim, nowMs)] : []),
    `Volume:\t${volume}`,
    ...labels(claim),
    ...annotations(claim),
    ...(isWhole ? [finalizers(claim)] : []),
    `Capacity:\t${volume ? stringAt(claim, 'status', 'capacity', 'storage') || '0' : ''}`,
    `Access Modes:\t${volume ? modesText(listAt(claim, 'status', 'accessModes')) : ''}`,
    ...volumeMode(claim),
    ...(source
      ? [
          'DataSource:',
          ...(stringAt(source, 'apiGroup') ? [`  APIGroup:\t${stringAt(source, 'apiGroup')}`] : []),
          `  Kind:\t${stringAt(source, 'kind')}`,
          `  Name:\t${stringAt(source, 'name')}`,
        ]
      : []),
  ];
}

/** The claim templates of a StatefulSet. */
export function claimTemplateLines(templates: readonly JsonObject[]): Lines {
  if (templates.length === 0) return ['Volume Claims:\t<none>'];
  const map = (title: string, template: JsonObject, field: string) => {
    const pairs = stringMapAt(template, 'metadata', field);
    if (pairs.length === 0) return [`  ${title}:\t<none>`];
    return pairs.map(([key, value], at) => `  ${at === 0 ? `${title}:` : ''}\t${key}=${value}`);
  };
  const one = (template: JsonObject) => [
    `  Name:\t${nameOf(template)}`,
    `  StorageClass:\t${classOf(template)}`,
    ...map('Labels', template, 'labels'),
    ...map('Annotations', template, 'annotations'),
    `  Capacity:\t${stringAt(template, 'spec', 'resources', 'requests', 'storage') || '<default>'}`,
    `  Access Modes:\t${goList(listAt(template, 'spec', 'accessModes'))}`,
  ];
  return ['Volume Claims:', ...templates.flatMap(one)];
}
