import { FileError } from '../../../cluster/machinery/file-system.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, listAt, stringAt } from '../json.ts';

/** The cluster and the user that a run is about, flags included. */
export interface ChosenConfig {
  readonly cluster: JsonObject;
  readonly clusterName: string;
  readonly user: JsonObject;
  readonly userName: string;
  /** A file's text, undefined for no path; throws `FileError`. */
  readonly read: (path: string) => string | undefined;
}

/** clientcmd's ConfirmUsable: throws everything that is wrong with both. */
export function confirmUsable(chosen: ChosenConfig): void {
  const problems = [...userProblems(chosen), ...clusterProblems(chosen)];
  if (problems.length === 1) throw new KubectlError(`error: ${problems[0]}`);
  if (problems.length > 1)
    throw new KubectlError(`Error in configuration: \n${problems.map((problem) => `* ${problem}`).join('\n')}`);
}

function clusterProblems({ cluster, clusterName, read }: ChosenConfig): string[] {
  const path = stringAt(cluster, 'certificate-authority');
  const both = path && stringAt(cluster, 'certificate-authority-data');
  return [
    ...(both
      ? [
          `certificate-authority-data and certificate-authority are both specified for ${clusterName}. certificate-authority-data will override.`,
        ]
      : []),
    ...unreadable(read, 'certificate-authority', path, clusterName),
  ];
}

function userProblems(chosen: ChosenConfig): string[] {
  const { user, userName } = chosen;
  const has = (field: string) => stringAt(user, field) !== '';
  const methods = [...(has('token') ? ['token'] : []), ...(has('username') || has('password') ? ['basicAuth'] : [])];
  const impersonates = has('as-uid') || listAt(user, 'as-groups').length > 0;
  return [
    ...(has('client-certificate') || has('client-certificate-data') ? certificateProblems(chosen) : []),
    ...(methods.length > 1
      ? [`more than one authentication method found for ${userName}; found [${methods.join(' ')}], only one is allowed`]
      : []),
    ...(impersonates && !has('as')
      ? [`requesting uid, groups or user-extra for ${userName} without impersonating a user`]
      : []),
  ];
}

function certificateProblems({ user, userName, read }: ChosenConfig): string[] {
  const [certificate, key] = [stringAt(user, 'client-certificate'), stringAt(user, 'client-key')];
  const [certificateData, keyData] = [stringAt(user, 'client-certificate-data'), stringAt(user, 'client-key-data')];
  return [
    ...(certificate && certificateData
      ? [`client-cert-data and client-cert are both specified for ${userName}. client-cert-data will override.`]
      : []),
    ...(key && keyData
      ? [`client-key-data and client-key are both specified for ${userName}; client-key-data will override`]
      : []),
    ...(!key && !keyData
      ? [`client-key-data or client-key must be specified for ${userName} to use the clientCert authentication method.`]
      : []),
    ...unreadable(read, 'client-cert', certificate, userName),
    ...unreadable(read, 'client-key', key, userName),
  ];
}

function unreadable(read: ChosenConfig['read'], what: string, path: string, owner: string): string[] {
  try {
    read(path);
    return [];
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [`unable to read ${what} ${path} for ${owner} due to open ${path}: ${error.message.toLowerCase()}`];
  }
}
