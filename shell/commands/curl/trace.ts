import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';

/** What -v, --trace and --trace-ascii tell (curl's tool_cb_dbg.c). */
export interface Trace {
  info(text: string): Promise<void>;
  headerSent(text: string): Promise<void>;
  /** One line of a response's head. */
  headerReceived(line: string): Promise<void>;
  sent(bytes: Uint8Array): Promise<void>;
  received(bytes: Uint8Array): Promise<void>;
  /** A TLS record or message of this many bytes. */
  secured(direction: 'in' | 'out', length: number): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();
export const NO_TRACE: Trace = {
  info: nothing,
  headerSent: nothing,
  headerReceived: nothing,
  sent: nothing,
  received: nothing,
  secured: nothing,
};

/** -v: `* `, `> `, `< `; of data its length, once between two lines, and not on a terminal that shows the data itself. */
export function verboseTrace(output: ByteWriter, onTerminal: boolean): Trace {
  let toldOfData = false;
  const write = (text: string) => output.write(Buffer.from(text, 'latin1'));
  const line = (text: string) => {
    toldOfData = false;
    return write(text);
  };
  const data = async (sign: string, length: number) => {
    if (toldOfData || onTerminal) return;
    toldOfData = true;
    await write(`${sign} [${length} bytes data]\n`);
  };
  return {
    info: (text) => line(`* ${text}\n`),
    headerSent: (text) => line(text.replace(/[^\n]*\n/g, (each) => `> ${each}`)),
    headerReceived: (text) => line(`< ${text}`),
    sent: (bytes) => (bytes.length === 0 ? nothing() : data('}', bytes.length)),
    received: (bytes) => data('{', bytes.length),
    secured: (direction, length) => data(direction === 'in' ? '{' : '}', length),
  };
}

/** --trace (hexadecimal and text) or --trace-ascii (text alone). */
export function dumpTrace(output: ByteWriter, hexadecimal: boolean): Trace {
  const write = (text: string) => output.write(Buffer.from(text));
  const dump = (title: string, bytes: Uint8Array) =>
    write(
      `${title}, ${bytes.length} bytes (0x${bytes.length.toString(16)})\n${hexadecimal ? hexLines(bytes) : textLines(bytes)}`,
    );
  return {
    info: (text) => write(`== Info: ${text}\n`),
    headerSent: (text) => dump('=> Send header', Buffer.from(text, 'latin1')),
    headerReceived: (text) => dump('<= Recv header', Buffer.from(text, 'latin1')),
    sent: (bytes) => dump('=> Send data', bytes),
    received: (bytes) => dump('<= Recv data', bytes),
    secured: nothing,
  };
}

const printable = (byte: number): string => (byte >= 0x20 && byte < 0x80 ? String.fromCharCode(byte) : '.');
const offset = (at: number): string => at.toString(16).padStart(4, '0');

function hexLines(bytes: Uint8Array): string {
  let result = '';
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map((byte) => `${byte.toString(16).padStart(2, '0')} `).join('');
    result += `${offset(at)}: ${hex.padEnd(48)}${part.map(printable).join('')}\n`;
  }
  return result;
}

/** 64 characters a line; a line of the data ends one. */
function textLines(bytes: Uint8Array): string {
  let result = '';
  let at = 0;
  while (at < bytes.length) {
    let line = '';
    const start = at;
    while (at < bytes.length && line.length < 64) {
      if (bytes[at] === 13 && bytes[at + 1] === 10) {
        at += 2;
        break;
      }
      line += printable(bytes[at++]!);
      if (line.length === 64 && bytes[at] === 13 && bytes[at + 1] === 10) {
        at += 2;
        break;
      }
    }
    result += `${offset(start)}: ${line}\n`;
  }
  return result;
}
