import type { Machine } from '../machinery/machine.ts';

export const API_SERVER_URL = 'https://10.100.1.10:6443';

export interface KubeconfigOptions {
  readonly server: string;
  /** PEM; absent for plain HTTP. */
  readonly ca?: string;
  readonly token: string;
}

/** A kubeconfig with one cluster, one user and one context. */
export function kubeconfig({ server, ca, token }: KubeconfigOptions): string {
  const authority = ca ? [`    certificate-authority-data: ${Buffer.from(ca).toString('base64')}`] : [];
  return [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '- name: rabbithole',
    '  cluster:',
    `    server: ${server}`,
    ...authority,
    'users:',
    '- name: learner',
    '  user:',
    `    token: ${token}`,
    'contexts:',
    '- name: rabbithole',
    '  context:',
    '    cluster: rabbithole',
    '    user: learner',
    'current-context: rabbithole',
    '',
  ].join('\n');
}

/** Puts it where kubectl looks for it. */
export function installKubeconfig(machine: Machine, text: string): void {
  const directory = `${machine.environment['HOME']}/.kube`;
  machine.files.makeDirectory(directory, { recursive: true });
  machine.files.write(`${directory}/config`, Buffer.from(text), 0o600);
}
