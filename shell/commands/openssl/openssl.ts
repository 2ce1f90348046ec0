import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { base64, DIGESTS, dgst, passwd, rand } from './data-commands.ts';
import { DerError } from './der.ts';
import { OpensslError } from './failure.ts';
import { ecparam, genpkey, genrsa, pkey } from './key-commands.ts';
import { REQ_FLAGS, REQ_VALUES, req } from './req.ts';
import { sessionClient } from './session-client.ts';
import { Tool } from './tool.ts';
import { verify } from './verify.ts';
import { X509_FLAGS, X509_VALUES, x509 } from './x509.ts';

interface Subcommand {
  readonly run: (tool: Tool) => Promise<number>;
  /** Names with a blank between, as are those that take a value. */
  readonly flags: string;
  readonly values: string;
}

const KEY_FLAGS = 'noout text pubout pubin check modulus traditional nodes help';
const KEY_VALUES = 'in out inform outform passin passout';
const DIGEST_FLAGS = `${[...DIGESTS.keys()].join(' ')} r c binary hex help`;

const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ['x509', { run: x509, flags: X509_FLAGS, values: X509_VALUES }],
  ['req', { run: req, flags: REQ_FLAGS, values: REQ_VALUES }],
  ['genrsa', { run: genrsa, flags: 'traditional F4 3 help', values: 'out passout rand' }],
  ['genpkey', { run: genpkey, flags: 'help quiet', values: 'algorithm out pkeyopt outform' }],
  ['ecparam', { run: ecparam, flags: 'genkey noout list_curves help', values: 'name out param_enc conv_form' }],
  ...['rsa', 'pkey', 'ec'].map((name) => [name, { run: pkey, flags: KEY_FLAGS, values: KEY_VALUES }] as const),
  ['dgst', { run: dgst, flags: DIGEST_FLAGS, values: 'out hmac' }],
  ...[...DIGESTS.keys()].map((name) => [name, { run: dgst, flags: DIGEST_FLAGS, values: 'out hmac' }] as const),
  ['rand', { run: rand, flags: 'hex base64 help', values: 'out' }],
  ['enc', { run: base64, flags: 'base64 a d e A help', values: 'in out' }],
  ['base64', { run: base64, flags: 'd e A help', values: 'in out' }],
  ['passwd', { run: passwd, flags: '1 apr1 5 6 stdin help', values: 'salt' }],
  ['verify', { run: verify, flags: 'verbose help', values: 'CAfile CApath untrusted trusted purpose' }],
  [
    's_client',
    {
      run: sessionClient,
      flags: 'showcerts brief quiet ign_eof noservername tls1_2 tls1_3 no_tls1_3 help',
      values: 'connect servername CAfile CApath alpn cert key verify verify_return_error starttls host port',
    },
  ],
]);

const VERSION = 'OpenSSL 3.0.17 1 Jul 2025 (Library: OpenSSL 3.0.17 1 Jul 2025)\n';

/** openssl(1): certificates, keys, digests and TLS sessions. */
export async function openssl(process: Process): Promise<number> {
  const [, name = '', ...rest] = process.args;
  const error = (text: string) => process.stderr.write(Buffer.from(text));
  if (name === 'version') {
    await process.stdout.write(Buffer.from(VERSION));
    return 0;
  }
  if (name === '' || name === 'help' || name === '-help' || name === '--help') {
    await (name === '' ? error : (text: string) => process.stdout.write(Buffer.from(text)))(usage());
    return 0;
  }
  const subcommand = SUBCOMMANDS.get(name);
  if (!subcommand) {
    await error(`Invalid command '${name}'; type "help" for a list.\n`);
    return 1;
  }
  if (rest.includes('-help') || rest.includes('--help')) {
    await error(subcommandUsage(name, subcommand));
    return 0;
  }
  try {
    return await subcommand.run(new Tool(process, name, subcommand.flags, subcommand.values));
  } catch (failure) {
    if (failure instanceof OpensslError) await error(`${failure.message}\n`);
    else if (failure instanceof FileError)
      await error(`Can't open "${failure.path}" for writing, ${failure.message}\n`);
    else if (failure instanceof DerError) await error(`${name}: unable to read: ${failure.message}\n`);
    else throw failure;
    return failure instanceof OpensslError ? failure.status : 1;
  }
}

function usage(): string {
  const names = [...SUBCOMMANDS.keys(), 'version'].sort();
  return `Usage: openssl COMMAND [OPTION]...\nCommands: ${names.join(' ')}\n`;
}

function subcommandUsage(name: string, { flags, values }: Subcommand): string {
  const lines = [...flags.split(' ').map((flag) => ` -${flag}`), ...values.split(' ').map((value) => ` -${value} val`)];
  return `Usage: ${name} [options]\nValid options are:\n${lines.join('\n')}\n`;
}
