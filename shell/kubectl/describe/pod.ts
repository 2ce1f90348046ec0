import { goDuration } from '../command-line/duration.ts';
import { type JsonObject, listAt, numberAt, recordAt, recordsAt, stringAt, stringMapAt } from '../json.ts';
import { environmentLines } from './environment.ts';
import { annotations, conditionLines, controlledBy, type Lines, labels, mapLines, timeText } from './parts.ts';

export function describePod(pod: JsonObject): Lines {
  const status = (field: string) => stringAt(pod, 'status', field);
  const node = stringAt(pod, 'spec', 'nodeName');
  const deleted = stringAt(pod, 'metadata', 'deletionTimestamp');
  const grace = stringAt(pod, 'metadata', 'deletionGracePeriodSeconds');
  const ips = recordsAt(pod, 'status', 'podIPs').map((item) => `  IP:\t${stringAt(item, 'ip')}`);
  const optional = (title: string, value: string) => (value ? [`${title}:\t${value}`] : []);
  return [
    `Name:\t${stringAt(pod, 'metadata', 'name')}`,
    `Namespace:\t${stringAt(pod, 'metadata', 'namespace')}`,
    ...optional('Priority', stringAt(pod, 'spec', 'priority')),
    ...optional('Priority Class Name', stringAt(pod, 'spec', 'priorityClassName')),
    ...optional('Service Account', stringAt(pod, 'spec', 'serviceAccountName')),
    `Node:\t${node ? `${node}/${status('hostIP')}` : '<none>'}`,
    ...(status('startTime') ? [`Start Time:\t${timeText(status('startTime'))}`] : []),
    ...labels(pod),
    ...annotations(pod),
    ...(deleted ? ['Status:\tTerminating', `Termination Grace Period:\t${grace}s`] : [`Status:\t${status('phase')}`]),
    ...optional('Reason', status('reason')),
    ...optional('Message', status('message')),
    `IP:\t${status('podIP')}`,
    ...(ips.length > 0 ? ['IPs:', ...ips] : ['IPs:\t<none>']),
    ...controlledBy(pod),
    ...containerLines(
      'Init Containers',
      recordsAt(pod, 'spec', 'initContainers'),
      recordsAt(pod, 'status', 'initContainerStatuses'),
      '',
      pod,
    ),
    ...containerLines(
      'Containers',
      recordsAt(pod, 'spec', 'containers'),
      recordsAt(pod, 'status', 'containerStatuses'),
      '',
      pod,
    ),
    ...conditionLines(pod, false),
    ...volumeLines(recordsAt(pod, 'spec', 'volumes')),
    ...optional('QoS Class', status('qosClass')),
    ...mapLines('Node-Selectors', pod, ['spec', 'nodeSelector'], '='),
    ...tolerationLines(recordsAt(pod, 'spec', 'tolerations')),
  ];
}

export function containerLines(
  title: string,
  containers: readonly JsonObject[],
  statuses: readonly JsonObject[] | null,
  indent = '',
  pod: JsonObject | null = null,
): Lines {
  if (containers.length === 0) return [];
  const lines = containers.flatMap((container) => {
    const status = statuses?.find((item) => item['name'] === container['name']) ?? null;
    const [name = '', ...rest] = oneContainer(container, status, pod);
    return [indent ? ` ${name}` : name, ...rest];
  });
  return [`${indent}${title}:`, ...lines];
}

function oneContainer(container: JsonObject, status: JsonObject | null, pod: JsonObject | null): Lines {
  const ports = recordsAt(container, 'ports');
  const portText = ports
    .map(
      (port) =>
        `${stringAt(port, 'containerPort')}/${stringAt(port, 'protocol')}${stringAt(port, 'name') ? ` (${stringAt(port, 'name')})` : ''}`,
    )
    .join(', ');
  const hostText = ports
    .map(
      (port) =>
        `${stringAt(port, 'hostPort') || '0'}/${stringAt(port, 'protocol')}${stringAt(port, 'name') ? ` (${stringAt(port, 'name')})` : ''}`,
    )
    .join(', ');
  const many = ports.length > 1 ? 's' : '';
  return [
    `  ${stringAt(container, 'name')}:`,
    ...(status ? [`    Container ID:\t${stringAt(status, 'containerID')}`] : []),
    `    Image:\t${stringAt(container, 'image')}`,
    ...(status ? [`    Image ID:\t${stringAt(status, 'imageID')}`] : []),
    `    Port${many}:\t${portText || '<none>'}`,
    `    Host Port${many}:\t${hostText || '<none>'}`,
    ...listLines('Command', listAt(container, 'command')),
    ...listLines('Args', listAt(container, 'args')),
    ...(status ? statusLines(status) : []),
    ...resourceLines('Limits', container, 'limits'),
    ...resourceLines('Requests', container, 'requests'),
    ...probeLine('Liveness', recordAt(container, 'livenessProbe')),
    ...probeLine('Readiness', recordAt(container, 'readinessProbe')),
    ...probeLine('Startup', recordAt(container, 'startupProbe')),
    ...environmentLines(container, pod),
    ...mountLines(recordsAt(container, 'volumeMounts')),
  ];
}

function listLines(title: string, items: readonly unknown[]): Lines {
  return items.length === 0
    ? []
    : [
        `    ${title}:`,
        ...items.flatMap((item) =>
          String(item)
            .split('\n')
            .map((line) => `      ${line}`),
        ),
      ];
}

function statusLines(status: JsonObject): Lines {
  return [
    ...stateLines('State', recordAt(status, 'state')),
    ...(recordAt(status, 'lastState', 'terminated') ? stateLines('Last State', recordAt(status, 'lastState')) : []),
    `    Ready:\t${status['ready'] === true ? 'True' : 'False'}`,
    `    Restart Count:\t${stringAt(status, 'restartCount')}`,
  ];
}

function stateLines(title: string, state: JsonObject | null): Lines {
  const running = recordAt(state, 'running');
  const terminated = recordAt(state, 'terminated');
  const waiting = recordAt(state, 'waiting');
  if (running) return [`    ${title}:\tRunning`, `      Started:\t${timeText(stringAt(running, 'startedAt'))}`];
  if (terminated) {
    const optional = (name: string, field: string) =>
      stringAt(terminated, field) ? [`      ${name}:\t${stringAt(terminated, field)}`] : [];
    return [
      `    ${title}:\tTerminated`,
      ...optional('Reason', 'reason'),
      ...optional('Message', 'message'),
      `      Exit Code:\t${stringAt(terminated, 'exitCode')}`,
      `      Started:\t${timeText(stringAt(terminated, 'startedAt'))}`,
      `      Finished:\t${timeText(stringAt(terminated, 'finishedAt'))}`,
    ];
  }
  const reason = stringAt(waiting, 'reason');
  return [`    ${title}:\tWaiting`, ...(reason ? [`      Reason:\t${reason}`] : [])];
}

function resourceLines(title: string, container: JsonObject, field: string): Lines {
  const entries = stringMapAt(container, 'resources', field);
  return entries.length === 0 ? [] : [`    ${title}:`, ...entries.map(([name, value]) => `      ${name}:\t${value}`)];
}

function probeLine(title: string, probe: JsonObject | null): Lines {
  if (!probe) return [];
  const seconds = (field: string, otherwise: number) => goDuration((numberAt(probe, field) ?? otherwise) * 1000);
  const timing = `delay=${seconds('initialDelaySeconds', 0)} timeout=${seconds('timeoutSeconds', 1)} period=${seconds('periodSeconds', 10)} #success=${numberAt(probe, 'successThreshold') ?? 1} #failure=${numberAt(probe, 'failureThreshold') ?? 3}`;
  const http = recordAt(probe, 'httpGet');
  const tcp = recordAt(probe, 'tcpSocket');
  const command = listAt(probe, 'exec', 'command');
  let how = 'unknown';
  if (http)
    how = `http-get ${stringAt(http, 'scheme').toLowerCase() || 'http'}://${stringAt(http, 'host')}:${stringAt(http, 'port')}${stringAt(http, 'path')}`;
  else if (tcp) how = `tcp-socket ${stringAt(tcp, 'host')}:${stringAt(tcp, 'port')}`;
  else if (command.length > 0) how = `exec [${command.join(' ')}]`;
  return [`    ${title}:\t${how} ${timing}`];
}

function mountLines(mounts: readonly JsonObject[]): Lines {
  if (mounts.length === 0) return ['    Mounts:\t<none>'];
  const rows = mounts.map((mount) => {
    const path = stringAt(mount, 'subPath');
    return `      ${stringAt(mount, 'mountPath')} from ${stringAt(mount, 'name')} (${mount['readOnly'] === true ? 'ro' : 'rw'}${path ? `,path="${path}"` : ''})`;
  });
  return ['    Mounts:', ...rows.sort()];
}

export function volumeLines(volumes: readonly JsonObject[], indent = ''): Lines {
  if (volumes.length === 0) return [`${indent}Volumes:\t<none>`];
  return [
    `${indent}Volumes:`,
    ...volumes.flatMap((volume) => [`${indent ? '   ' : '  '}${stringAt(volume, 'name')}:`, ...volumeBody(volume)]),
  ];
}

function volumeBody(volume: JsonObject): Lines {
  const configMap = recordAt(volume, 'configMap');
  const secret = recordAt(volume, 'secret');
  const hostPath = recordAt(volume, 'hostPath');
  const projected = recordAt(volume, 'projected');
  if (configMap) {
    return [
      '    Type:\tConfigMap (a volume populated by a ConfigMap)',
      `    Name:\t${stringAt(configMap, 'name')}`,
      `    Optional:\t${configMap['optional'] === true}`,
    ];
  }
  if (secret) {
    return [
      '    Type:\tSecret (a volume populated by a Secret)',
      `    SecretName:\t${stringAt(secret, 'secretName')}`,
      `    Optional:\t${secret['optional'] === true}`,
    ];
  }
  if (hostPath) {
    return [
      '    Type:\tHostPath (bare host directory volume)',
      `    Path:\t${stringAt(hostPath, 'path')}`,
      `    HostPathType:\t${stringAt(hostPath, 'type')}`,
    ];
  }
  if (projected) {
    return [
      '    Type:\tProjected (a volume that contains injected data from multiple sources)',
      ...recordsAt(projected, 'sources').flatMap(projectedSource),
    ];
  }
  return [
    "    Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
    `    Medium:\t${stringAt(volume, 'emptyDir', 'medium')}`,
    `    SizeLimit:\t${stringAt(volume, 'emptyDir', 'sizeLimit') || '<unset>'}`,
  ];
}

function projectedSource(source: JsonObject): Lines {
  const token = recordAt(source, 'serviceAccountToken');
  const configMap = recordAt(source, 'configMap');
  const secret = recordAt(source, 'secret');
  if (token) return [`    TokenExpirationSeconds:\t${stringAt(token, 'expirationSeconds')}`];
  if (configMap)
    return [`    ConfigMapName:\t${stringAt(configMap, 'name')}`, `    Optional:\t${configMap['optional'] === true}`];
  if (secret) return [`    SecretName:\t${stringAt(secret, 'name')}`, `    Optional:\t${secret['optional'] === true}`];
  return recordAt(source, 'downwardAPI') ? ['    DownwardAPI:\ttrue'] : [];
}

export function tolerationLines(tolerations: readonly JsonObject[]): Lines {
  if (tolerations.length === 0) return ['Tolerations:\t<none>'];
  const texts = tolerations.map((item) => {
    const seconds = numberAt(item, 'tolerationSeconds');
    const key = stringAt(item, 'key');
    const value = stringAt(item, 'value') ? `=${stringAt(item, 'value')}` : '';
    const effect = stringAt(item, 'effect') ? `:${stringAt(item, 'effect')}` : '';
    const operator = stringAt(item, 'operator') === 'Exists' ? (key || effect ? ' op=Exists' : 'op=Exists') : '';
    return `${key}${value}${effect}${operator}${seconds === undefined ? '' : ` for ${goDuration(seconds * 1000).replace(/^5m0s$/, '300s')}`}`;
  });
  return texts.sort().map((text, at) => `${at === 0 ? 'Tolerations:' : ''}\t${text}`);
}
