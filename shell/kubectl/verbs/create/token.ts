import { duration, PRINT_FLAGS, string, strings } from '../../command-line/flag-table.ts';
import { KubectlError, StatusError } from '../../errors.ts';
import { stringAt } from '../../json.ts';
import { objectPrinter } from '../../printers/output.ts';
import type { Session } from '../../session.ts';
import type { Verb } from '../../verb.ts';
import { nameOf } from './generator.ts';

const BOUND_KINDS = ['Node', 'Pod', 'Secret'];

/** `kubectl create token`: asks for a token, and prints it. */
export const token: Verb = {
  name: 'token',
  usage: 'create token SERVICE_ACCOUNT_NAME',
  flags: {
    ...PRINT_FLAGS,
    audience: strings(),
    'bound-object-kind': string(),
    'bound-object-name': string(),
    'bound-object-uid': string(),
    duration: duration(),
  },
  run: async (session, args) => {
    const { flags } = session;
    const name = nameOf(session, args, 'create token');
    refuse(session);
    const audiences = flags.strings('audience');
    const seconds = flags.duration('duration') / 1000;
    const kind = flags.string('bound-object-kind');
    const boundObjectRef = {
      kind,
      apiVersion: 'v1',
      name: flags.string('bound-object-name'),
      ...(flags.string('bound-object-uid') && { uid: flags.string('bound-object-uid') }),
    };
    const spec = {
      audiences,
      ...(seconds > 0 && { expirationSeconds: seconds }),
      ...(kind && { boundObjectRef }),
    };
    const answer = await request(session, name, { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec });
    const text = stringAt(answer, 'status', 'token');
    if (!text) throw new KubectlError('error: failed to create token: no token in server response');
    const printer = flags.changed('output') ? objectPrinter(session) : null;
    await session.print(printer ? printer(answer) : `${text}\n`);
    return 0;
  },
};

function refuse({ flags }: Session): void {
  const why = (text: string) => {
    throw new KubectlError(`error: ${text}`);
  };
  const life = flags.duration('duration');
  if (life < 0) why('--duration must be greater than or equal to 0');
  if (life % 1000 !== 0) why('--duration cannot be expressed in units less than seconds');
  if (flags.strings('audience').includes('')) why('--audience must not be an empty string');
  const kind = flags.string('bound-object-kind');
  for (const flag of ['bound-object-name', 'bound-object-uid'])
    if (!kind && flags.string(flag)) why(`--${flag} can only be set if --bound-object-kind is provided`);
  if (kind && !BOUND_KINDS.includes(kind)) why(`supported --bound-object-kind values are ${BOUND_KINDS.join(', ')}`);
  if (kind && !flags.string('bound-object-name'))
    why('--bound-object-name is required if --bound-object-kind is provided');
}

async function request(session: Session, name: string, body: unknown) {
  try {
    return await session.client.json({
      method: 'POST',
      path: `/api/v1/namespaces/${encodeURIComponent(session.namespace)}/serviceaccounts/${encodeURIComponent(name)}/token`,
      body,
    });
  } catch (error) {
    if (error instanceof StatusError) throw new KubectlError(`error: failed to create token: ${error.message}`);
    throw error;
  }
}
