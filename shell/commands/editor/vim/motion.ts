import type { Position } from './positions.ts';
import { type Vim, VimError } from './vim.ts';

export interface Motion {
  readonly position: Position;
  readonly kind: 'exclusive' | 'inclusive' | 'linewise';
  /** j and k keep this display column. */
  readonly wanted?: number;
  /** It can be gone back to with Ctrl-O. */
  readonly isJump?: boolean;
}

export interface MotionRequest {
  readonly count: number | undefined;
  /** The operator that waits, if one does. */
  readonly operator: string;
}

export type MotionFunction = (vim: Vim, request: MotionRequest) => Motion | Promise<Motion>;

/** It leads nowhere. */
export function failed(): never {
  throw new VimError();
}

/** Moves the cursor to where a motion leads. */
export function follow(vim: Vim, motion: Motion): void {
  if (motion.isJump) vim.rememberJump();
  vim.moveTo(motion.position.row, motion.position.column);
  if (motion.wanted !== undefined) vim.wanted = motion.wanted;
}
