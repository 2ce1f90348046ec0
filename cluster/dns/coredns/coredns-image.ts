import { logLine } from '../../images/http-service.ts';
import type { Image } from '../../kubelet/image.ts';
import { type DnsMessage, responseCodeName, typeName } from '../../machinery/dns/message.ts';
import { NetworkError, type Process } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { serveHttp } from '../../proxy/http-server.ts';
import { type Asker, serveDns } from '../dns-server.ts';
import type { KubernetesZone } from '../kubernetes-zone.ts';
import { CorefileError, parseCorefile, type ServerBlock } from './corefile.ts';
import { DEFAULT_COREFILE } from './default-corefile.ts';
import { NameServer } from './name-server.ts';

const VERSION = '1.12.1';
const HEALTH_PORT = 8080;
/** How often a server that reloads looks at its Corefile. */
const RELOAD_MS = 30_000;

/** CoreDNS: its main process answers on port 53 as its Corefile says. */
export function createCoreDnsImage(zone: KubernetesZone): Image {
  return {
    repository: 'registry.k8s.io/coredns/coredns',
    sizeBytes: 22_384_805,
    entrypoint: ['/coredns'],
    distroless: true,
    programs: { coredns: (process) => coredns(process, zone) },
  };
}

async function coredns(process: Process, zone: KubernetesZone): Promise<number> {
  const options = { machine: process.machine, zone, log: (line: string) => logLine(process, line) };
  let read: CorefileText;
  let server: NameServer;
  try {
    read = readCorefile(process);
    server = new NameServer(read.blocks, options);
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    logLine(process, error.message);
    return 1;
  }
  const { clock, network } = process.machine;
  let lookedMs = clock.now();
  const current = () => {
    if (!read.reloads || clock.now() - lookedMs < RELOAD_MS) return server;
    lookedMs = clock.now();
    const next = reread(process, read);
    if (next) [read, server] = [next, new NameServer(next.blocks, options)];
    return server;
  };
  const stops: (() => void)[] = [];
  try {
    for (const port of server.ports) {
      const times = new WeakMap<DnsMessage, number>();
      const stop = serveDns({
        network,
        port,
        program: 'coredns',
        compress: false,
        origin: 'system',
        handler: (query) => {
          times.set(query, clock.now());
          return current().answer(query, port);
        },
        answered: (query, answer, asker, bytes) => {
          const name = query.questions[0]!.name;
          if (!server.blockFor(name.toLowerCase(), port)?.directives.some((each) => each.name === 'log')) return;
          logLine(process, logText(query, answer, asker, bytes, clock.now() - (times.get(query) ?? clock.now())));
        },
      });
      stops.push(stop);
    }
  } catch (error) {
    for (const stop of stops) stop();
    if (!(error instanceof NetworkError)) throw error;
    logLine(process, `Listen: listen tcp :53: bind: ${error.message.split(':')[0]!.toLowerCase()}`);
    return 1;
  }
  for (const { zones, port } of read.blocks) for (const each of zones) logLine(process, `${each}:${port}`);
  logLine(process, `CoreDNS-${VERSION}\nlinux/amd64, go1.24.1, 707c7c1`);
  const health = serveHttp(process.machine, { port: HEALTH_PORT, program: 'coredns' }, ({ response }) =>
    response.end('OK'),
  );
  await ended(process);
  health.close();
  for (const stop of stops) stop();
  return 0;
}

interface CorefileText {
  readonly text: string;
  readonly blocks: readonly ServerBlock[];
  readonly reloads: boolean;
}

/** The file that `-conf` names. Throws `CorefileError`. */
function readCorefile({ args, machine }: Process): CorefileText {
  const path = args[args.indexOf('-conf') + 1] ?? '/etc/coredns/Corefile';
  const named = args.includes('-conf');
  const exists = named && machine.files.exists(path);
  if (named && !exists) throw new CorefileError(`loading Caddyfile via flag: open ${path}: no such file or directory`);
  const text = exists ? Buffer.from(machine.files.read(path)).toString('utf8') : DEFAULT_COREFILE;
  const blocks = parseCorefile(text, path);
  return { text, blocks, reloads: blocks.some(({ directives }) => directives.some(({ name }) => name === 'reload')) };
}

/** The Corefile, when it has changed and can be read; a faulty one changes nothing. */
function reread(process: Process, before: CorefileText): CorefileText | null {
  try {
    const next = readCorefile(process);
    if (next.text === before.text) return null;
    logLine(process, '[INFO] Reloading\n[INFO] Reloading complete');
    return next;
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    logLine(process, `[ERROR] Corefile changed but reload failed: ${error.message}`);
    return null;
  }
}

/** A line of the log plugin in its common format. */
function logText(query: DnsMessage, answer: DnsMessage, asker: Asker, bytes: number, ms: number): string {
  const { name, type } = query.questions[0]!;
  const { edns, id } = query;
  const flags = ['qr', answer.authoritative && 'aa', answer.truncated && 'tc', answer.recursionDesired && 'rd'];
  const set = [...flags, answer.recursionAvailable && 'ra'].filter(Boolean).join(',');
  const asked = `${typeName(type)} IN ${name} ${asker.protocol} ${asker.bytes} ${edns?.dnssecOk ?? false} ${edns?.udpBytes ?? 512}`;
  const seconds = (0.000_1 + ms / 1000).toFixed(9);
  return `[INFO] ${asker.address}:${asker.port} - ${id} "${asked}" ${responseCodeName(answer.code)} ${set} ${bytes} ${seconds}s`;
}
