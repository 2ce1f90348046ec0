import type { SessionEvent } from '../../../server/schemas/events.ts';
import { socketUrl } from './http.ts';

export type Link = 'connecting' | 'open' | 'reconnecting' | 'closed';

interface Listener {
  readonly event: (event: SessionEvent) => void;
  /** `seconds` until the next try while reconnecting. */
  readonly link: (link: Link, seconds: number) => void;
}

const waits = [0.5, 1, 2, 3, 5, 8];

/** A session's events, over a WebSocket that comes back by itself. The server begins each connection with the whole state. */
export class EventStream {
  private socket: WebSocket | null = null;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly url: string;
  private readonly listener: Listener;

  constructor(session: string, listener: Listener) {
    this.url = socketUrl(`/api/sessions/${session}/events`);
    this.listener = listener;
    this.connect();
  }

  close(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.listener.link('closed', 0);
  }

  /** Tries at once: the network is back. */
  retry(): void {
    if (this.stopped || this.socket?.readyState === WebSocket.OPEN) return;
    clearTimeout(this.timer);
    this.connect();
  }

  private connect(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.listener.link(this.tries === 0 ? 'connecting' : 'reconnecting', 0);
    socket.onopen = () => {
      this.tries = 0;
      this.listener.link('open', 0);
    };
    socket.onmessage = (message) => {
      if (typeof message.data === 'string') this.listener.event(JSON.parse(message.data) as SessionEvent);
    };
    socket.onclose = () => {
      if (this.stopped || this.socket !== socket) return;
      const seconds = waits[Math.min(this.tries, waits.length - 1)]!;
      this.tries++;
      this.listener.link('reconnecting', seconds);
      this.timer = setTimeout(() => this.connect(), seconds * 1000);
    };
  }
}
