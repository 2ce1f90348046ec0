import { boolean } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { fileOf } from '../verbs/config/entries.ts';

/** As the server knows whoever asks (SelfSubjectReview). */
export async function userName(session: Session): Promise<string> {
  const review = await session.client.json({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
  });
  return stringAt(review, 'status', 'userInfo', 'username');
}

/** `oc whoami` */
export const whoami: Verb = {
  name: 'whoami',
  usage: 'whoami',
  flags: {
    'show-console': boolean(),
    'show-context': boolean('c'),
    'show-server': boolean(),
    'show-token': boolean('t'),
  },
  run: async (session) => {
    await session.print(`${await answerOf(session)}\n`);
    return 0;
  },
};

async function answerOf(session: Session): Promise<string> {
  const { flags, config } = session;
  if (flags.boolean('show-token')) {
    if (!config.token) throw new KubectlError('error: no token is currently in use for this session');
    return config.token;
  }
  if (flags.boolean('show-context')) {
    const name = stringAt(fileOf(session).config, 'current-context');
    if (!name) throw new KubectlError('error: no context has been set');
    return name;
  }
  if (flags.boolean('show-server')) return config.server;
  if (!flags.boolean('show-console')) return userName(session);
  const path = '/api/v1/namespaces/openshift-config-managed/configmaps/console-public';
  const found = await session.client.json({ path }).catch((error: Error) => {
    throw new KubectlError(`error: unable to determine console location: ${error.message}`);
  });
  return stringAt(found, 'data', 'consoleURL');
}
