import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { IpvsError, type VirtualServerInfo, type VirtualServers } from '../../../cluster/machinery/virtual-servers.ts';
import { isSuperuser } from '../netfilter/superuser.ts';
import { serviceName } from '../service-names.ts';
import { Failure, type IpvsadmCommand, parseCommand, TRY_HELP } from './parse-command.ts';
import { connectionsText, HEADER, type Naming, ruleText, serviceText, titleText } from './print-table.ts';

const VERSION = 'ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)\n';
const USAGE = `${VERSION}Usage:
  ipvsadm -A|-E virtual-service [-s scheduler] [-p [timeout]] [-M netmask] [-b flags]
  ipvsadm -D virtual-service
  ipvsadm -C | -R | -S [-n]
  ipvsadm -a|-e virtual-service -r server-address [-m|-g|-i] [-w weight]
  ipvsadm -d virtual-service -r server-address
  ipvsadm -L|-l [virtual-service] [-n] [-c] [--stats|--rate|--thresholds|--persistent-conn|--timeout]
  ipvsadm -Z [virtual-service]
  ipvsadm --set tcp tcpfin udp

A virtual-service is -t, -u or --sctp-service with host[:port]. Schedulers: rr wrr lc wlc dh sh sed nq fo ovf.
`;
/** Lines that `-R` reads. */
const RESTORE_LIMIT = 100_000;

/** The host's IPVS: virtual servers, their real servers and connections. */
export async function ipvsadm(process: Process): Promise<number> {
  if (process.args[1] === '--help') {
    await process.stdout.write(Buffer.from(USAGE));
    return 0;
  }
  const { virtualServers } = process.machine.network;
  if (!virtualServers || !isSuperuser(process)) {
    const words = "Can't initialize ipvs: Permission denied (you must be root)\n";
    const question = 'Are you sure that IP Virtual Server is built in the kernel or as module?\n';
    await process.stderr.write(Buffer.from(`${words}${question}`));
    return 2;
  }
  const words = process.args.slice(1);
  return run(process, virtualServers(), words.length === 0 ? ['-L'] : words, false);
}

async function run(
  process: Process,
  servers: VirtualServers,
  words: readonly string[],
  restoring: boolean,
): Promise<number> {
  try {
    const command = parseCommand(words);
    if (command.name === 'restore') {
      if (restoring) throw new Failure(TRY_HELP, 255);
      return await restore(process, servers);
    }
    const text = await perform(process, servers, command);
    if (text !== '') await process.stdout.write(Buffer.from(text));
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await process.stderr.write(Buffer.from(`${error.message}\n`));
    return error.status;
  }
}

async function restore(process: Process, servers: VirtualServers): Promise<number> {
  const lines = new TextDecoder()
    .decode(await readAll(process.stdin))
    .split('\n')
    .slice(0, RESTORE_LIMIT);
  let status = 0;
  for (const line of lines) {
    const words = line.trim().split(/\s+/).filter(Boolean);
    if (words.length > 0) status = await run(process, servers, words, true);
    if (status === 2) break;
  }
  return status;
}

async function perform(process: Process, servers: VirtualServers, command: IpvsadmCommand): Promise<string> {
  switch (command.name) {
    case 'help':
      return USAGE;
    case 'version':
      return VERSION;
    case 'list':
      return list(process, servers, command);
    case 'save': {
      const listed = servers.list();
      const name = await naming(process, listed, command);
      return listed.map((service) => ruleText(service, name)).join('');
    }
    case 'start-daemon':
    case 'stop-daemon':
      throw new Failure('Invalid operation.  Possibly wrong module version, address not unicast, ...', 255);
    default:
      change(servers, command);
      return '';
  }
}

async function list(process: Process, servers: VirtualServers, command: IpvsadmCommand): Promise<string> {
  const { options, key } = command;
  const columns = ['stats', 'rate', 'thresholds'] as const;
  const plain = options.has('connection') || options.has('timeout') || options.has('daemon');
  if (plain && columns.some((name) => options.has(name))) throw new Failure('options conflicts in the list command');
  if (options.has('connection')) {
    const connections = servers.connections();
    const places = connections.flatMap(({ client, virtual, destination }) => [client, virtual, destination]);
    return connectionsText(connections, options, await namesOf(process, places, command));
  }
  if (options.has('timeout')) {
    const { tcp, tcpFin, udp } = servers.timeouts();
    return `Timeout (tcp tcpfin udp): ${tcp} ${tcpFin} ${udp}\n`;
  }
  if (options.has('daemon')) return '';
  const found = key ? servers.find(key) : undefined;
  if (key && !found) throw new Failure('No such service', 1);
  const listed = found ? [found] : servers.list();
  const name = await naming(process, listed, command);
  const texts = listed.map((service) => serviceText(service, options, name));
  return `${key ? '' : HEADER}${titleText(options)}${texts.join('')}`;
}

function naming(process: Process, services: readonly VirtualServerInfo[], command: IpvsadmCommand): Promise<Naming> {
  return namesOf(
    process,
    services.flatMap((service) => [service, ...service.servers]),
    command,
  );
}

/** Without `-n`, hosts and ports are shown by their names. */
async function namesOf(
  { machine }: Process,
  places: readonly { readonly address: string }[],
  { options }: IpvsadmCommand,
): Promise<Naming> {
  if (options.has('numeric')) return (address, port) => `${address}:${port}`;
  const hosts = new Map<string, string>();
  for (const address of new Set(places.map((place) => place.address))) {
    const name = await machine.network.nameOf?.(address).catch(() => undefined);
    hosts.set(address, name ?? address);
  }
  return (address, port) => `${hosts.get(address) ?? address}:${serviceName(port) ?? port}`;
}

function change(servers: VirtualServers, command: IpvsadmCommand): void {
  try {
    apply(servers, command);
  } catch (error) {
    if (!(error instanceof IpvsError)) throw error;
    throw new Failure(wordsOf(error.code, command.name), 255);
  }
}

function apply(servers: VirtualServers, command: IpvsadmCommand): void {
  const { name, key, server, scheduler, persistentSeconds, netmask, flags, options } = command;
  if (name === 'flush') return servers.flush();
  if (name === 'zero') return servers.zero(key ?? undefined);
  if (name === 'set') {
    const [tcp = 0, tcpFin = 0, udp = 0] = command.operands.map(Number);
    return servers.setTimeouts({ tcp, tcpFin, udp });
  }
  if (!key) return;
  const onePacket = options.has('ops');
  const settings = { scheduler: scheduler || 'wlc', persistentSeconds, netmask, flags, onePacket };
  if (name === 'add-service') return servers.add(key, settings);
  if (name === 'edit-service') return servers.edit(key, settings);
  if (name === 'delete-service') return servers.delete(key);
  if (!server) return;
  if (name === 'delete-server') return servers.deleteServer(key, server);
  const { method, weight, upperThreshold, lowerThreshold } = command;
  // Direct routing and tunnels change no port.
  const port = method === 'Masq' ? server.port : key.port;
  const real = { address: server.address, port, method, weight, upperThreshold, lowerThreshold };
  if (name === 'add-server') servers.addServer(key, real);
  else servers.editServer(key, real);
}

/** ipvs_strerror of libipvs. */
function wordsOf(code: IpvsError['code'], name: IpvsadmCommand['name']): string {
  const ofServer = name.endsWith('-server');
  if (code === 'EEXIST') return ofServer ? 'Destination already exists' : 'Service already exists';
  if (code === 'ENOENT') return ofServer ? 'No such destination' : 'Scheduler or persistence engine not found';
  if (code === 'ESRCH') return ofServer ? 'Service not defined' : 'No such service';
  return 'Invalid operation.  Possibly wrong module version, address not unicast, ...';
}
