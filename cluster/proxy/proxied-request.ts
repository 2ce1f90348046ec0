import type { Clock } from '../machinery/clock.ts';
import type { Random } from '../machinery/random.ts';
import { HeaderList } from './header-list.ts';

/** The connection that requests come in on. */
export interface ConnectionInfo {
  /** The client's address: the PROXY line's, where one is expected, or the peer's. */
  readonly address: string;
  readonly port: number;
  /** The other end of the connection, whatever a PROXY line said. */
  readonly peerAddress: string;
  /** Where it came in. */
  readonly listenerPort: number;
  readonly secure: boolean;
  /** From the ClientHello. */
  readonly serverName?: string;
  readonly tlsVersion?: string;
  /** Clear text came where TLS is spoken. */
  readonly plainOnTls?: boolean;
}

export interface RequestLine {
  readonly method: string;
  /** As the client sent it, with the query. */
  readonly target: string;
  readonly httpVersion: string;
}

/** RFC 9112, 3.2.2: its host counts, not the header's. */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)([/?].*)?$/is;

/** A request on its way through a proxy: what came, and what will be sent on. */
export class ProxiedRequest implements RequestLine {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly headers: HeaderList;
  readonly connection: ConnectionInfo;
  readonly clock: Clock;
  readonly random: Random;
  /** Host or :authority as sent; empty in HTTP/1.0. */
  readonly authority: string;
  /** Without its port, in lower case. */
  readonly host: string;
  /** Decoded and normalized; what routes are matched with. */
  readonly path: string;
  /** The target can be decoded and stays below the root. */
  readonly isWellFormed: boolean;
  /** With its question mark, or empty. */
  readonly query: string;
  /** The path and query for the endpoint. */
  upstreamTarget: string;
  /** Headers for the endpoint. */
  readonly upstreamHeaders: HeaderList;
  /** Called with what goes to the client, for answers of endpoints and of the proxy itself. */
  readonly onAnswer: ((headers: HeaderList, status: number) => void)[] = [];
  /** Called when the request is over, however it ended. */
  readonly onEnd: (() => void)[] = [];
  /** The address that counts as the client's (realip); dialects may set it. */
  clientAddress: string;
  /** The virtual host's name, for logs; set when its route is found. */
  serverName = '_';

  constructor(
    line: RequestLine,
    headers: HeaderList,
    connection: ConnectionInfo,
    { clock, random }: { clock: Clock; random: Random },
  ) {
    this.method = line.method;
    this.httpVersion = line.httpVersion;
    this.headers = headers;
    this.connection = connection;
    this.clock = clock;
    this.random = random;
    this.authority = headers.get('host') ?? '';
    const absolute = ABSOLUTE_FORM.exec(line.target);
    this.target = absolute ? absolute[2] || '/' : line.target;
    this.host = hostOf(absolute?.[1] ?? this.authority);
    const at = this.target.indexOf('?');
    this.query = at < 0 ? '' : this.target.slice(at);
    const path = normalizePath(at < 0 ? this.target : this.target.slice(0, at));
    this.isWellFormed = path !== undefined;
    this.path = path ?? this.target;
    this.upstreamTarget = this.target;
    this.upstreamHeaders = new HeaderList();
    this.clientAddress = connection.address;
  }

  cookie(name: string): string | undefined {
    for (const header of this.headers.all('cookie')) {
      for (const part of header.split(';')) {
        const [key = '', ...value] = part.trim().split('=');
        if (key === name) return value.join('=');
      }
    }
    return undefined;
  }
}

function hostOf(authority: string): string {
  return authority.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}

/**
 * As servers compare paths: percent signs decoded once, `//` merged, `.` and `..` resolved (RFC 3986, 5.2.4). Undefined where
 * it cannot be decoded or leads above the root.
 */
export function normalizePath(path: string): string | undefined {
  if (!/[%#]|\/\/|\/\./.test(path)) return path;
  const decoded = decode(path.split('#')[0] ?? '');
  if (decoded === undefined) return undefined;
  const out: string[] = [];
  const parts = decoded.split('/');
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '' && !isLast) continue;
    if (part === '..' && out.pop() === undefined) return undefined;
    if (part !== '.' && part !== '..') out.push(part);
    else if (isLast) out.push('');
  }
  return `/${out.join('/')}`;
}

function decode(path: string): string | undefined {
  if (!/^(?:[^%]|%(?!00)[0-9a-fA-F]{2})*$/.test(path)) return undefined;
  return Buffer.from(
    path.replace(/%[0-9a-fA-F]{2}/g, (hex) => String.fromCharCode(Number.parseInt(hex.slice(1), 16))),
    'latin1',
  ).toString('utf8');
}
