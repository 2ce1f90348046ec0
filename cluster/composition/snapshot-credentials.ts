import type { FileSnapshot } from '../machinery/file-snapshot.ts';

/** What a process gives each of its clusters, and what therefore is no part of a snapshot. */
export interface Credentials {
  /** The administrator's. */
  readonly token: string;
  /** PEM. */
  readonly certificateAuthority: string;
}

const TOKEN = '{{administrator-token}}';
const AUTHORITY = '{{certificate-authority-data}}';

/** Kubeconfigs that were edited name their credentials by what they are for. */
export function withoutCredentials(files: readonly FileSnapshot[], credentials: Credentials): FileSnapshot[] {
  return inTexts(files, (text) =>
    text.replaceAll(credentials.token, TOKEN).replaceAll(encoded(credentials), AUTHORITY),
  );
}

/** The other way round, with those of this process. */
export function withCredentials(files: readonly FileSnapshot[], credentials: Credentials): FileSnapshot[] {
  return inTexts(files, (text) =>
    text.replaceAll(TOKEN, credentials.token).replaceAll(AUTHORITY, encoded(credentials)),
  );
}

function inTexts(files: readonly FileSnapshot[], change: (text: string) => string): FileSnapshot[] {
  return files.map((file) => (file.text === undefined ? file : { ...file, text: change(file.text) }));
}

function encoded({ certificateAuthority }: Credentials): string {
  return Buffer.from(certificateAuthority).toString('base64');
}
