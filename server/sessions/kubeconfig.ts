import { stringify } from 'yaml';

/** As `kubectl config view --raw` would print it. */
export function kubeconfig(server: string, name: string, token: string, certificateAuthority: string | null): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server,
          ...(certificateAuthority === null
            ? {}
            : { 'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64') }),
        },
      },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
