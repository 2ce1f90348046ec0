import headless from '@xterm/headless';
import type { RecordedStep } from './scenario.ts';

/** A terminal's screen that can be read. */
export class ScreenReader {
  readonly #screen: headless.Terminal;

  constructor(columns: number, rows: number) {
    this.#screen = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#screen.write(bytes, resolve));
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
  }

  read(): RecordedStep {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: this.#screen.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    );
    return { screen: lines.join('\n').trimEnd(), cursor: [active.cursorY, active.cursorX] };
  }
}
