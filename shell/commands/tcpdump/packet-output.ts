import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import type { CapturedFrame } from '../../../cluster/machinery/packet-capture.ts';
import { PacketBytes, type PrintOptions, PrintState } from './dissection.ts';
import type { TcpdumpOptions } from './options.ts';
import { packetRecord } from './pcap-file.ts';
import { printIp } from './print-ip.ts';
import { asciiLines, hexLines, LINK_HEADERS, printEthernet, printPacket } from './print-link.ts';
import { Timestamps } from './timestamps.ts';

/** Where packets go: to a file (`-w`), to the screen, or both (`--print`). */
export class PacketOutput {
  count = 0;
  readonly #process: Process;
  readonly #file: ByteWriter | null;
  readonly #flags: ReadonlyMap<string, number>;
  readonly #linkType: number;
  readonly #state: PrintState;
  readonly #timestamps: Timestamps;
  readonly #prints: boolean;

  constructor(
    process: Process,
    linkType: number,
    { flags }: TcpdumpOptions,
    print: PrintOptions,
    file: ByteWriter | null,
  ) {
    this.#process = process;
    this.#linkType = linkType;
    this.#flags = flags;
    this.#file = file;
    this.#state = new PrintState(print, { ip: printIp, ethernet: printEthernet });
    this.#timestamps = new Timestamps(flags.get('t') ?? 0, process.environment['TZ']);
    this.#prints = !flags.has('count') && (file === null || flags.has('print'));
  }

  async take(frame: CapturedFrame): Promise<void> {
    this.count++;
    if (this.#file) await this.#file.write(packetRecord(frame));
    if (this.#prints) await this.#process.stdout.write(Buffer.from(this.#text(frame)));
  }

  #text({ timeMicros, bytes, length }: CapturedFrame): string {
    const number = this.#flags.has('#') ? `${String(this.count).padStart(5)}  ` : '';
    const line = printPacket(this.#state, this.#linkType, new PacketBytes(bytes, length));
    return `${number}${this.#timestamps.of(timeMicros)}${line}${this.#dump(bytes)}\n`;
  }

  /** -x, -X and -A; twice with the link's header. */
  #dump(bytes: Uint8Array): string {
    const [hexOnly = 0, both = 0, ascii = 0] = ['x', 'X', 'A'].map((flag) => this.#flags.get(flag) ?? 0);
    const from = (times: number) => bytes.subarray(times > 1 ? 0 : (LINK_HEADERS[this.#linkType] ?? 0));
    if (both > 0) return `\n${hexLines(from(both), true)}`;
    if (hexOnly > 0) return `\n${hexLines(from(hexOnly), false)}`;
    return ascii > 0 ? `\n${asciiLines(from(ascii))}` : '';
  }
}
