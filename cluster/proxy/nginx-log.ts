import type { AccessLogEntry, LoggedProblem } from './proxy-dialect.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** nginx's $time_local in UTC: 05/Jan/2026:09:00:00 +0000 */
export function localTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/** ingress-nginx's log_format `upstreaminfo`. */
export function nginxAccessLog(entry: AccessLogEntry): string | undefined {
  const { request, route, attempts } = entry;
  if (route?.labels?.['access-log'] === 'off') return undefined;
  const line = request ? `${request.method} ${request.target} HTTP/${request.httpVersion}` : entry.rawLine;
  const header = (name: string) => escapeText(request?.headers.get(name) ?? '-');
  const internal = attempts.length === 0 ? route?.labels?.['internal-upstream'] : undefined;
  const upstream = internal
    ? `${internal} ${entry.bytes} ${seconds(0)} ${entry.status}`
    : [
        attempts.map((attempt) => attempt.address).join(', '),
        attempts.map((attempt) => attempt.bytes).join(', '),
        attempts.map((attempt) => seconds(attempt.durationMs)).join(', '),
        attempts.map((attempt) => attempt.status).join(', '),
      ]
        .map((text) => text || '-')
        .join(' ');
  return [
    `${entry.clientAddress} - ${user(request?.headers.get('authorization'))} [${localTime(entry.nowMs)}]`,
    `"${escapeText(line)}" ${entry.status} ${entry.bytes} "${header('referer')}" "${header('user-agent')}"`,
    `${entry.requestBytes} ${seconds(entry.nowMs - entry.startedMs)} [${entry.backend}] [${entry.alternative}]`,
    `${upstream} ${request?.upstreamHeaders.get('X-Request-ID') ?? '-'}`,
  ].join(' ');
}

const HAPPENINGS: Readonly<Record<Exclude<LoggedProblem['kind'], 'message' | 'tls'>, string>> = {
  refused: 'connect() failed (111: Connection refused) while connecting to upstream',
  unreachable: 'connect() failed (113: No route to host) while connecting to upstream',
  'connect-timeout': 'upstream timed out (110: Operation timed out) while connecting to upstream',
  'read-timeout': 'upstream timed out (110: Operation timed out) while reading response header from upstream',
  reset: 'upstream prematurely closed connection while reading response header from upstream',
};

/** A line of nginx's error log, at the level `notice`. */
export function nginxErrorLog(problem: LoggedProblem): string {
  const { request, endpoint } = problem;
  const iso = new Date(problem.nowMs).toISOString();
  const time = `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)}`;
  const level = problem.kind === 'tls' && !endpoint ? 'info' : 'error';
  const what =
    problem.kind === 'message' || problem.kind === 'tls'
      ? `${problem.message ?? ''}${endpoint ? ' while SSL handshaking to upstream' : ''}`
      : HAPPENINGS[problem.kind];
  const about = [
    what,
    `client: ${problem.clientAddress}`,
    ...(request
      ? [`server: ${request.serverName}`, `request: "${request.method} ${request.target} HTTP/${request.httpVersion}"`]
      : []),
    ...(endpoint && request
      ? [`upstream: "http${endpoint.tls ? 's' : ''}://${endpoint.address}:${endpoint.port}${request.upstreamTarget}"`]
      : []),
    ...(request ? [`host: "${request.authority}"`] : []),
  ];
  return `${time} [${level}] 29#29: *${problem.connectionId} ${about.join(', ')}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** As nginx's `escape=default`: quotes, backslashes and control characters as \xXX. */
function escapeText(text: string): string {
  return text.replace(
    /["\\\u0000-\u001f\u007f-\uffff]/g,
    (character) => `\\x${(character.charCodeAt(0) & 0xff).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** $remote_user: of Basic credentials, whether they are right or not. */
function user(authorization: string | undefined): string {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  return (encoded && Buffer.from(encoded, 'base64').toString('utf8').split(':')[0]) || '-';
}
