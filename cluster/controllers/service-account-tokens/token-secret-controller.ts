import { keyOf, splitKey } from '../../client/object-cache.ts';
import type { Secret, ServiceAccount } from '../../client/objects.ts';
import { SECRETS, SERVICE_ACCOUNTS } from '../../client/resources.ts';
import { type Controller, type ControllerContext, watch } from '../controller.ts';
import { isConflict, isNotFound } from '../pod-control.ts';

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

/** Fills Secrets of service account tokens, and deletes them with their account (pkg/controller/serviceaccount/tokens_controller.go). */
export function createTokenSecretController(context: ControllerContext): Controller {
  const { client, informers } = context;
  const secrets = informers.informer(SECRETS);
  const accounts = informers.informer(SERVICE_ACCOUNTS);
  const secretsOf = secrets.index('service-account-token', (secret) =>
    isToken(secret) ? [`${secret.metadata.namespace}/${accountName(secret)}`] : [],
  );
  return {
    watches: [
      watch(SECRETS, (secret) => (isToken(secret) ? [keyOf(secret)] : [])),
      watch(SERVICE_ACCOUNTS, (account) => secretsOf(keyOf(account)).map(keyOf)),
    ],
    reconcile: async (key) => {
      const { namespace, name } = splitKey(key);
      const secret = secrets.get(key);
      if (!secret) return removeReferences(context, namespace, name);
      if (!isToken(secret)) return;
      const account = accounts.get(`${namespace}/${accountName(secret)}`);
      const uid = secret.metadata.annotations?.[UID];
      if (account && (!uid || uid === account.metadata.uid)) return fill(context, secret, account);
      await ignoringRaces(() =>
        client.resource(SECRETS).delete(name, namespace, { preconditions: { uid: secret.metadata.uid } }),
      );
    },
  };
}

async function fill(context: ControllerContext, secret: Secret, account: ServiceAccount): Promise<void> {
  const { client, rootCertificate, signToken } = context;
  const { data = {}, metadata } = secret;
  const ca = encode(rootCertificate);
  const complete = data['token'] && data['namespace'] && (rootCertificate === '' || data['ca.crt'] === ca);
  if (complete || !signToken) return;
  const filled = {
    ...data,
    ...(rootCertificate !== '' && { 'ca.crt': ca }),
    namespace: data['namespace'] || encode(metadata.namespace),
    token: data['token'] || encode(signToken(account, metadata.name)),
  };
  const annotations = { ...metadata.annotations, [NAME]: account.metadata.name, [UID]: account.metadata.uid };
  const updated = { ...secret, metadata: { ...metadata, annotations }, data: filled };
  await ignoringRaces(() => client.resource(SECRETS).update(updated));
}

/** Accounts name their Secrets: one that has gone is named no more. */
async function removeReferences(
  { client, informers }: ControllerContext,
  namespace: string,
  name: string,
): Promise<void> {
  for (const account of informers.informer(SERVICE_ACCOUNTS).list(namespace)) {
    if (!account.secrets?.some((reference) => reference.name === name)) continue;
    const kept = account.secrets.filter((reference) => reference.name !== name);
    await ignoringRaces(() => client.resource(SERVICE_ACCOUNTS).update({ ...account, secrets: kept }));
  }
}

async function ignoringRaces(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}

function isToken({ type }: Secret): boolean {
  return type === TYPE;
}

function accountName({ metadata }: Secret): string {
  return metadata.annotations?.[NAME] ?? '';
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
