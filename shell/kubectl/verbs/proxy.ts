import { type Listener, NetworkError } from '../../../cluster/machinery/machine.ts';
import { createApiProxy, expressions } from '../client/api-proxy.ts';
import { boolean, duration, integer, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { klogLine } from '../klog.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const DEFAULT_PORT = 8001;

export const proxy: Verb = {
  name: 'proxy',
  usage: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  flags: {
    'accept-hosts': string(undefined, '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$'),
    'accept-paths': string(undefined, '^.*'),
    address: string(undefined, '127.0.0.1'),
    'api-prefix': string(undefined, '/'),
    'append-server-path': boolean(),
    'disable-filter': boolean(),
    keepalive: duration(),
    port: integer('p', String(DEFAULT_PORT)),
    'reject-methods': string(undefined, '^$'),
    'reject-paths': string(undefined, '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach'),
    'unix-socket': string('u'),
    www: string('w'),
    'www-prefix': string('P', '/static/'),
  },
  run: async (session) => {
    const { flags, process, machine } = session;
    const port = flags.integer('port');
    if (port !== DEFAULT_PORT && flags.string('unix-socket'))
      throw new KubectlError('error: cannot set --unix-socket and --port at the same time');
    if (flags.string('unix-socket') || flags.string('www'))
      throw new KubectlError('error: this kubectl serves the API over TCP alone: no --unix-socket, no --www');
    const server = createApiProxy(session, withSlash(flags.string('api-prefix')), await filterOf(session));
    const address = flags.string('address');
    let listener: Listener;
    try {
      listener = machine.network.listen(port, (socket) => server.emit('connection', socket), {
        address,
        program: 'kubectl',
      });
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      throw new KubectlError(`error: listen tcp ${address}:${port}: ${bindText(error)}`);
    }
    await session.print(`Starting to serve on ${address}:${listener.port}\n`);
    await new Promise<void>((resolve) => process.signal.addEventListener('abort', () => resolve(), { once: true }));
    listener.close();
    return 130;
  },
};

const withSlash = (prefix: string) => (prefix.endsWith('/') ? prefix : `${prefix}/`);

const bindText = (error: NetworkError) =>
  error.code === 'EADDRINUSE' ? 'bind: address already in use' : 'bind: cannot assign requested address';

async function filterOf(session: Session): Promise<Parameters<typeof createApiProxy>[2]> {
  const { flags } = session;
  if (flags.boolean('disable-filter')) {
    const text = 'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious';
    await session.error(klogLine(session, 'W', 'proxy.go:177', text));
    return null;
  }
  return {
    acceptPaths: expressions(flags.string('accept-paths')),
    rejectPaths: expressions(flags.string('reject-paths')),
    acceptHosts: expressions(flags.string('accept-hosts')),
    rejectMethods: expressions(flags.string('reject-methods')),
  };
}
