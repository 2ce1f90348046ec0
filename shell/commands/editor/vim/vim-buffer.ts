import type { Position } from './positions.ts';
import { VimText } from './vim-text.ts';

/** A file that is edited, or a text without a name. */
export interface VimBuffer {
  readonly number: number;
  name: string;
  text: VimText;
  loaded: boolean;
  isNew: boolean;
  readOnly: boolean;
  endsWithNewline: boolean;
  hasCarriageReturns: boolean;
  /** Where the cursor was when another buffer was shown. */
  cursor: Position;
  /** What the file was last read or written with: to see that somebody else changed it. */
  modifiedMs: number | null;
}

export function emptyBuffer(number: number, name: string): VimBuffer {
  return {
    number,
    name,
    text: new VimText(['']),
    loaded: false,
    isNew: false,
    readOnly: false,
    endsWithNewline: true,
    hasCarriageReturns: false,
    cursor: { row: 0, column: 0 },
    modifiedMs: null,
  };
}
