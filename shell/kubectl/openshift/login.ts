import { string } from '../command-line/flag-table.ts';
import { KubectlError, StatusError } from '../errors.ts';
import { recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { entryOf, fileOf, save, withEntry } from '../verbs/config/entries.ts';
import { userName } from './whoami.ts';

/** `oc login`: with a token, or as whom the kubeconfig says. There is no OAuth server: names and passwords are refused. */
export const login: Verb = {
  name: 'login',
  usage: 'login [URL]',
  flags: { username: string('u'), password: string('p') },
  run: async (session, args) => {
    const { flags, config } = session;
    if (args.length > 1) throw new KubectlError('error: Only the server URL may be specified as an argument');
    if (flags.string('username') || flags.string('password')) {
      const advice = 'Verify you have provided the correct credentials.';
      throw new KubectlError(`Login failed (401 Unauthorized)\n${advice}`);
    }
    const name = await userName(session).catch((error: unknown) => {
      if (!(error instanceof StatusError)) throw error;
      const server = JSON.stringify(config.server);
      throw new KubectlError(`error: The token provided is invalid or expired.\n\nServer: ${server}`);
    });
    const token = flags.string('token');
    if (token) keepToken(session, token);
    const how = token ? ' using the token provided' : '';
    const found = await session.client.json({ path: '/api/v1/namespaces' });
    const count = recordsAt(found, 'items').length;
    await session.print(
      [
        `Logged into "${config.server}" as "${name}"${how}.`,
        '',
        `You have access to ${count} projects, the list has been suppressed. You can list all projects with 'oc projects'`,
        '',
        `Using project "${session.namespace}".`,
        '',
      ].join('\n'),
    );
    return 0;
  },
};

function keepToken(session: Session, token: string): void {
  const { config } = fileOf(session);
  const context = entryOf(config, 'contexts', stringAt(config, 'current-context')) ?? {};
  const user = stringAt(context, 'user');
  save(session, withEntry(config, 'users', user, { ...entryOf(config, 'users', user), token }));
}
