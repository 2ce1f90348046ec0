import { type JsonObject, listAt, numberAt, recordAt, recordsAt, stringAt, stringMapAt } from '../json.ts';
import { environmentLines } from './environment.ts';
import { booleanText, type Lines, timeText } from './parts.ts';

/** Containers of a pod or a template; only a pod has statuses, and can tell what fields stand for. */
export function containerLines(
  title: string,
  containers: readonly JsonObject[],
  statuses: readonly JsonObject[],
  indent = '',
  pod: JsonObject | null = null,
): Lines {
  const lines = containers.flatMap((container) => {
    const status = statuses.find((item) => item['name'] === container['name']) ?? null;
    return [`  ${indent ? ' ' : ''}${stringAt(container, 'name')}:`, ...oneContainer(container, status, pod)];
  });
  return [`${indent}${title}:${containers.length === 0 ? ' <none>' : ''}`, ...lines];
}

function oneContainer(container: JsonObject, status: JsonObject | null, pod: JsonObject | null): Lines {
  return [
    ...(status ? [`    Container ID:\t${stringAt(status, 'containerID')}`] : []),
    `    Image:\t${stringAt(container, 'image')}`,
    ...(status ? [`    Image ID:\t${stringAt(status, 'imageID')}`] : []),
    ...portLines('Port', container, 'containerPort'),
    ...portLines('Host Port', container, 'hostPort'),
    ...seccompLines(container),
    ...wordLines('Command', listAt(container, 'command')),
    ...wordLines('Args', listAt(container, 'args')),
    ...(status ? statusLines(status) : []),
    ...resourceLines(recordAt(container, 'resources'), '    '),
    ...probeLines('Liveness', recordAt(container, 'livenessProbe')),
    ...probeLines('Readiness', recordAt(container, 'readinessProbe')),
    ...probeLines('Startup', recordAt(container, 'startupProbe')),
    ...environmentLines(container, pod),
    ...mountLines(container),
  ];
}

function portLines(title: string, container: JsonObject, field: string): Lines {
  const texts = recordsAt(container, 'ports').map((port) => {
    const name = stringAt(port, 'name');
    return `${numberAt(port, field) ?? 0}/${stringAt(port, 'protocol')}${name ? ` (${name})` : ''}`;
  });
  return [`    ${title}${texts.length > 1 ? 's' : ''}:\t${texts.join(', ') || '<none>'}`];
}

function seccompLines(container: JsonObject): Lines {
  const profile = recordAt(container, 'securityContext', 'seccompProfile');
  if (!profile) return [];
  const local = stringAt(profile, 'type') === 'Localhost';
  return [
    `    SeccompProfile:\t${stringAt(profile, 'type')}`,
    ...(local ? [`      LocalhostProfile:\t${stringAt(profile, 'localhostProfile')}`] : []),
  ];
}

function wordLines(title: string, words: readonly unknown[]): Lines {
  if (words.length === 0) return [];
  const lines = words.flatMap((word) => String(word).split('\n'));
  return [`    ${title}:`, ...lines.map((line) => `      ${line}`)];
}

function statusLines(status: JsonObject): Lines {
  const last = recordAt(status, 'lastState');
  return [
    ...stateLines('State', recordAt(status, 'state')),
    ...(recordAt(last, 'terminated') ? stateLines('Last State', last) : []),
    `    Ready:\t${booleanText(status['ready'] === true)}`,
    `    Restart Count:\t${numberAt(status, 'restartCount') ?? 0}`,
  ];
}

function stateLines(title: string, state: JsonObject | null): Lines {
  const running = recordAt(state, 'running');
  const terminated = recordAt(state, 'terminated');
  const reason = stringAt(state, 'waiting', 'reason');
  if (running) return [`    ${title}:\tRunning`, `      Started:\t${timeText(stringAt(running, 'startedAt'))}`];
  if (!terminated) return [`    ${title}:\tWaiting`, ...(reason ? [`      Reason:\t${reason}`] : [])];
  const optional = (name: string, field: string) =>
    stringAt(terminated, field) ? [`      ${name}:\t${stringAt(terminated, field)}`] : [];
  return [
    `    ${title}:\tTerminated`,
    ...optional('Reason', 'reason'),
    ...optional('Message', 'message'),
    `      Exit Code:\t${numberAt(terminated, 'exitCode') ?? 0}`,
    ...optional('Signal', 'signal'),
    `      Started:\t${timeText(stringAt(terminated, 'startedAt'))}`,
    `      Finished:\t${timeText(stringAt(terminated, 'finishedAt'))}`,
  ];
}

export function resourceLines(resources: JsonObject | null, indent: string): Lines {
  return ['Limits', 'Requests'].flatMap((title) => {
    const entries = stringMapAt(resources, title.toLowerCase());
    if (entries.length === 0) return [];
    return [`${indent}${title}:`, ...entries.map(([name, value]) => `${indent}  ${name}:\t${value}`)];
  });
}

/** describe.go DescribeProbe. */
function probeLines(title: string, probe: JsonObject | null): Lines {
  if (!probe) return [];
  const count = (field: string) => numberAt(probe, field) ?? 0;
  const timing = `delay=${count('initialDelaySeconds')}s timeout=${count('timeoutSeconds')}s period=${count('periodSeconds')}s #success=${count('successThreshold')} #failure=${count('failureThreshold')}`;
  return [`    ${title}:\t${probeAction(probe)} ${timing}`];
}

function probeAction(probe: JsonObject): string {
  const [http, tcp, grpc] = [recordAt(probe, 'httpGet'), recordAt(probe, 'tcpSocket'), recordAt(probe, 'grpc')];
  if (recordAt(probe, 'exec')) return `exec [${listAt(probe, 'exec', 'command').join(' ')}]`;
  if (http) {
    const path = stringAt(http, 'path');
    const escaped = encodeURI(path.startsWith('/') || !path ? path : `/${path}`).replaceAll('?', '%3F');
    return `http-get ${stringAt(http, 'scheme').toLowerCase()}://${stringAt(http, 'host')}:${stringAt(http, 'port')}${escaped}`;
  }
  if (tcp) return `tcp-socket ${stringAt(tcp, 'host')}:${stringAt(tcp, 'port')}`;
  return grpc ? `grpc <pod>:${stringAt(grpc, 'port')} ${stringAt(grpc, 'service')}` : 'unknown';
}

const byText = (field: string) => (a: JsonObject, b: JsonObject) => (stringAt(a, field) < stringAt(b, field) ? -1 : 1);

function mountLines(container: JsonObject): Lines {
  const mounts = [...recordsAt(container, 'volumeMounts')].sort(byText('mountPath'));
  const devices = [...recordsAt(container, 'volumeDevices')].sort(byText('devicePath'));
  const none = mounts.length === 0 ? '\t<none>' : '';
  return [
    `    Mounts:${none}`,
    ...mounts.map((mount) => {
      const path = stringAt(mount, 'subPath');
      const flags = [mount['readOnly'] === true ? 'ro' : 'rw', ...(path ? [`path=${JSON.stringify(path)}`] : [])];
      return `      ${stringAt(mount, 'mountPath')} from ${stringAt(mount, 'name')} (${flags.join(',')})`;
    }),
    ...(devices.length > 0 ? [`    Devices:${none}`] : []),
    ...devices.map((device) => `      ${stringAt(device, 'devicePath')} from ${stringAt(device, 'name')}`),
  ];
}
