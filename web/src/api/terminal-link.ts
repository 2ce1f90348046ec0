import { socketUrl } from './http.ts';

const heldLimit = 4096;
const waits = [0.5, 1, 2, 3, 5, 8];

export type TerminalState = 'connecting' | 'connected' | 'reconnecting';

/** A long paste is sent in pieces, so that none is larger than the server takes. */
const pieceBytes = 16 * 1024;

/** One terminal of a session. Keys typed while it is away are held (up to 4 KiB) and sent when it is back. */
export class TerminalLink {
  onOutput: (bytes: Uint8Array) => void = () => {};
  /** The server sends the screen anew after a reconnection: what is shown must go. */
  onReplay: () => void = () => {};
  /** The terminal's size: that of the smallest page that shows it. */
  onSize: (cols: number, rows: number) => void = () => {};
  onState: (state: TerminalState, held: number) => void = () => {};
  private socket: WebSocket | null = null;
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private shared: { cols: number; rows: number } | null = null;
  private size: { cols: number; rows: number } | null = null;
  private tries = 0;
  private opened = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly url: string;

  constructor(session: string, number: number) {
    this.url = socketUrl(`/api/sessions/${session}/terminal?terminal=${number}`);
  }

  connect(): void {
    if (this.stopped) return;
    const socket = new WebSocket(this.size ? `${this.url}&cols=${this.size.cols}&rows=${this.size.rows}` : this.url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.onState(this.opened === 0 ? 'connecting' : 'reconnecting', this.heldBytes);
    socket.onopen = () => this.open();
    socket.onmessage = (message) => {
      if (message.data instanceof ArrayBuffer) this.onOutput(new Uint8Array(message.data));
      else this.told(String(message.data));
    };
    socket.onclose = () => {
      if (this.stopped || this.socket !== socket) return;
      const wait = waits[Math.min(this.tries++, waits.length - 1)]!;
      this.onState('reconnecting', this.heldBytes);
      this.timer = setTimeout(() => this.connect(), wait * 1000);
    };
  }

  /** False when it had to be thrown away: nothing can be held any more. */
  send(text: string): boolean {
    const bytes = new TextEncoder().encode(text);
    if (this.socket?.readyState === WebSocket.OPEN) {
      for (let at = 0; at < bytes.length; at += pieceBytes) this.socket.send(bytes.subarray(at, at + pieceBytes));
      return true;
    }
    if (this.heldBytes + bytes.length > heldLimit) return false;
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    this.onState(this.opened === 0 ? 'connecting' : 'reconnecting', this.heldBytes);
    return true;
  }

  /** Nobody has told another size than this page's own. */
  get isAlone(): boolean {
    return this.shared === null || (this.shared.cols === this.size?.cols && this.shared.rows === this.size.rows);
  }

  resize(cols: number, rows: number): void {
    this.size = { cols, rows };
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: 'resize', cols, rows }));
  }

  close(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private told(text: string): void {
    const message = JSON.parse(text) as { type: string; cols: number; rows: number };
    if (message.type !== 'size') return;
    this.shared = { cols: message.cols, rows: message.rows };
    this.onSize(message.cols, message.rows);
  }

  private open(): void {
    this.tries = 0;
    if (this.opened++ > 0) this.onReplay();
    if (this.size) this.resize(this.size.cols, this.size.rows);
    for (const bytes of this.held) this.socket?.send(bytes as Uint8Array<ArrayBuffer>);
    this.held = [];
    this.heldBytes = 0;
    this.onState('connected', 0);
  }
}
