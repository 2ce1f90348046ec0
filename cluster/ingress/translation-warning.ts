/** A line for the controller's log: level, source line, text. */
export interface TranslationWarning {
  readonly level: 'I' | 'W' | 'E';
  /** Where the controller writes it: `controller.go:1163`. */
  readonly source: string;
  readonly text: string;
}

export type Warn = (level: TranslationWarning['level'], source: string, text: string) => void;
