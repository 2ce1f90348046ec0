import type { PacketBytes, PrintState } from './dissection.ts';

/** A protocol of text lines: its name, its requests, and where a response has its code. */
interface TextProtocol {
  readonly name: string;
  readonly ports: readonly number[];
  readonly commands: readonly string[];
  readonly codeIsSecond: boolean;
}

const HTTP: TextProtocol = {
  name: 'HTTP',
  ports: [80, 8080, 3128],
  // RFC 9110, RFC 4918, RFC 5789, and those of UPnP.
  commands: (
    'GET PUT COPY HEAD LOCK MOVE POLL POST BCOPY BMOVE MKCOL TRACE LABEL MERGE DELETE SEARCH UNLOCK REPORT UPDATE ' +
    'NOTIFY BDELETE CONNECT OPTIONS CHECKIN PROPFIND CHECKOUT CCM_POST SUBSCRIBE PROPPATCH BPROPFIND BPROPPATCH ' +
    'UNCHECKOUT MKACTIVITY MKWORKSPACE UNSUBSCRIBE RPC_CONNECT VERSION-CONTROL BASELINE-CONTROL'
  ).split(' '),
  codeIsSecond: true,
};
const SMTP: TextProtocol = { name: 'SMTP', ports: [25, 587], commands: [], codeIsSecond: false };
const FTP: TextProtocol = { name: 'FTP', ports: [21], commands: [], codeIsSecond: false };
const SSH: TextProtocol = { name: 'SSH', ports: [22], commands: [], codeIsSecond: false };

const PROTOCOLS = [HTTP, SMTP, FTP, SSH];
const TOKEN_MAX = 126;

export function textProtocolOf(from: number, to: number): TextProtocol | undefined {
  return PROTOCOLS.find(({ ports }) => ports.includes(from) || ports.includes(to));
}

/** The first line; with -v all lines up to what is no text. */
export function printTextProtocol(state: PrintState, payload: PacketBytes, protocol: TextProtocol): string {
  const text = Buffer.from(payload.bytes).toString('latin1');
  if (!isMessage(text, protocol)) return protocol === SSH ? '' : protocol.name;
  if (state.options.verbose === 0 || protocol === SSH)
    return protocol.name + (line(text, 0, ': ', protocol)?.shown ?? '');
  let shown = `${protocol.name}, length: ${payload.length}`;
  for (let at = 0; at < text.length; ) {
    const next = line(text, at, '\n\t', protocol);
    if (!next) break;
    shown += next.shown;
    if (next.end === 0) break;
    at = next.end;
  }
  return shown;
}

function isMessage(text: string, { commands, codeIsSecond, name }: TextProtocol): boolean {
  // Where no requests are told apart, every line of text is one.
  if (commands.length === 0) return name !== 'SSH' || text.startsWith('SSH-');
  const first = token(text, 0);
  if (!first) return false;
  if (commands.includes(first.text.toUpperCase())) return true;
  const code = codeIsSecond ? token(text, first.end) : first;
  return code !== null && /^\d{3}$/.test(code.text);
}

function token(text: string, start: number): { text: string; end: number } | null {
  let end = start;
  while (end < text.length && !isSpace(text.charCodeAt(end))) {
    if (!isPrintable(text.charCodeAt(end)) || end - start >= TOKEN_MAX) return null;
    end++;
  }
  if (end === start) return null;
  const word = text.slice(start, end);
  while (end < text.length && (text[end] === ' ' || text[end] === '\t')) end++;
  return { text: word, end };
}

/** `end`: where the next line begins, 0 when there is none; null when this is no line of text. */
function line(
  text: string,
  start: number,
  prefix: string,
  { name }: TextProtocol,
): { shown: string; end: number } | null {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) return { shown: prefix + text.slice(start, at), end: at + 1 };
    if (code === 13) {
      return text[at + 1] === '\n' ? { shown: prefix + text.slice(start, at), end: at + 2 } : null;
    }
    if (!isPrintable(code) && code !== 9) return null;
  }
  return { shown: `${prefix}${text.slice(start)} [|${name.toLowerCase()}]`, end: 0 };
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isPrintable(code: number): boolean {
  return code >= 32 && code < 127;
}
