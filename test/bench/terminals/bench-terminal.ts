import WebSocket from 'ws';

/** The shell's prompt; bracketed paste may be switched on behind it. */
export const PROMPT = /\$ (\x1b\[\?2004h)?$/;

/** A learner's session of their own and its first terminal, over the wire. */
export class BenchTerminal {
  readonly #socket: WebSocket;
  /** What arrived since `expect` was last called. */
  #arrived = '';
  #waiting: { pattern: RegExp; resolve: () => void } | null = null;
  #failed: Error | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) return;
      // What scrolled by is of no interest, and hostile output must not fill the bench's memory.
      this.#arrived = (this.#arrived + data.toString('latin1')).slice(-4096);
      if (!this.#waiting?.pattern.test(this.#arrived)) return;
      const { resolve } = this.#waiting;
      this.#waiting = null;
      resolve();
    });
    socket.on('close', () => {
      this.#failed = new Error(`the terminal closed after ${JSON.stringify(this.#arrived)}`);
    });
  }

  static async open(address: string, lab: string): Promise<BenchTerminal> {
    const response = await fetch(`${address}/api/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ lab }),
    });
    if (response.status !== 201) throw new Error(await response.text());
    const { id } = (await response.json()) as { id: string };
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    const url = `${address.replace('http', 'ws')}/api/sessions/${id}/terminal?terminal=1`;
    const terminal = new BenchTerminal(new WebSocket(url, { headers: { cookie } }));
    await terminal.#shows(PROMPT);
    return terminal;
  }

  /** Milliseconds from a key to its echo. */
  async echo(key: string): Promise<number> {
    this.#arrived = '';
    const startedMs = performance.now();
    this.#socket.send(Buffer.from(key));
    await this.#shows(/./);
    return performance.now() - startedMs;
  }

  /** Milliseconds from Enter to the next prompt. */
  async enter(): Promise<number> {
    this.#arrived = '';
    const startedMs = performance.now();
    this.#socket.send(Buffer.from('\r'));
    await this.#shows(PROMPT);
    return performance.now() - startedMs;
  }

  send(text: string): void {
    this.#socket.send(Buffer.from(text));
  }

  /** Milliseconds from Ctrl-C to the next prompt. */
  async interrupt(): Promise<number> {
    this.#arrived = '';
    const startedMs = performance.now();
    this.#socket.send(Buffer.from('\x03'));
    await this.#shows(PROMPT);
    return performance.now() - startedMs;
  }

  close(): void {
    this.#socket.terminate();
  }

  #shows(pattern: RegExp): Promise<void> {
    if (this.#failed) throw this.#failed;
    if (pattern.test(this.#arrived)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting = { pattern, resolve };
    });
  }
}
