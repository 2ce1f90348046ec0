import { podPath } from '../client/pod-streams.ts';
import { PortForwarder, parseAddresses } from '../client/port-forwarder.ts';
import { SpdyTunnel } from '../client/spdy-tunnel.ts';
import { duration, strings } from '../command-line/flag-table.ts';
import { KubectlError, StatusError, UsageError } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { parsePorts, portsInPod } from '../resources/forwarded-ports.ts';
import { mostActive } from '../resources/pod-order.ts';
import { objectNamed, podsBehind } from '../resources/pods.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const portForward: Verb = {
  name: 'port-forward',
  usage: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: { address: strings(undefined, true), 'pod-running-timeout': duration('1m0s') },
  run: async (session, args) => {
    const { flags } = session;
    const [resource = '', ...texts] = args;
    if (texts.length === 0)
      throw new UsageError('TYPE/NAME and list of ports are required for port-forward', 'port-forward');
    const timeoutMs = flags.duration('pod-running-timeout');
    const object = await objectNamed(session, [resource]);
    const pod = (await podsBehind(session, object, { doing: 'attach to', order: mostActive, timeoutMs }))[0]!;
    const inPod = portsInPod(texts, object, pod);
    const current = await session.client.json({ path: podPath(pod, '').replace(/\/$/, '') });
    const phase = stringAt(current, 'status', 'phase');
    if (phase !== 'Running')
      throw new KubectlError(`error: unable to forward port because pod is not running. Current status=${phase}`);
    const asked = flags.strings('address');
    const addresses = parseAddresses(flags.changed('address') ? asked : ['localhost']);
    return forwardPorts(session, current, parsePorts(inPod), addresses);
  },
};

async function forwardPorts(
  session: Session,
  pod: JsonObject,
  ports: ReturnType<typeof parsePorts>,
  addresses: ReturnType<typeof parseAddresses>,
): Promise<number> {
  const tunnel = await SpdyTunnel.open(session, podPath(pod, 'portforward'), 'portforward.k8s.io').catch(
    (error: unknown) => {
      if (!(error instanceof StatusError)) throw error;
      throw new KubectlError(`error: error upgrading connection: ${error.message}`);
    },
  );
  const forwarder = new PortForwarder(session, tunnel);
  const { process } = session;
  const aborted = () => tunnel.close();
  process.signal.addEventListener('abort', aborted, { once: true });
  let interrupted = false;
  const undo = process.onSignal('SIGINT', () => {
    interrupted = true;
    tunnel.close();
  });
  try {
    await forwarder.listen(ports, addresses);
    await tunnel.closed;
    if (interrupted) return 0;
    if (process.signal.aborted) return 130;
    throw new KubectlError(`error: lost connection to pod`);
  } finally {
    undo();
    process.signal.removeEventListener('abort', aborted);
    forwarder.close();
  }
}
