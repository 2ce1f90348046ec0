import headless from '@xterm/headless';

/** A full-screen program, the files it finds, and what is typed at it. */
export interface ScreenScenario {
  /** Bash's words, e.g. `vim f`. */
  readonly command: string;
  readonly files: Readonly<Record<string, string>>;
  /** Each is typed when the screen has come to rest, and the screen recorded when it rests again. */
  readonly keys: readonly string[];
  /** Default 60 by 10. */
  readonly columns?: number;
  readonly rows?: number;
}

export interface RecordedScreen {
  /** Without blanks at the ends of rows and blank rows at the end. */
  readonly text: string;
  /** Row and column of the cursor, from 0. */
  readonly cursor: readonly [number, number];
}

export interface RecordedScenario extends ScreenScenario {
  /** The first is before any key. */
  readonly screens: readonly RecordedScreen[];
  /** The files' texts at the end; null where one is gone. */
  readonly after: Readonly<Record<string, string | null>>;
}

export const COLUMNS = 60;
export const ROWS = 10;

/** An emulator that can be asked what is on the screen. */
export class ScreenReader {
  readonly #terminal: headless.Terminal;

  constructor(columns: number, rows: number) {
    this.#terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 });
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve));
  }

  screen(): RecordedScreen {
    const { active } = this.#terminal.buffer;
    const rows = Array.from(
      { length: this.#terminal.rows },
      (_, row) =>
        active
          .getLine(active.baseY + row)
          ?.translateToString(true)
          .trimEnd() ?? '',
    );
    return { text: rows.join('\n').trimEnd(), cursor: [active.cursorY, active.cursorX] };
  }
}

/** Escape is typed alone: what follows it in one piece would be read as one key's sequence. */
export function pieces(keys: string): string[] {
  return keys.match(/\x1b(?=\[[0-9;?]*[A-Za-z~]|O[A-HP-S])[\s\S][^\x1b]*|\x1b|[^\x1b]+/g) ?? [];
}
