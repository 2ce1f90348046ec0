import type { FileStat } from '../../../../cluster/machinery/file-system.ts';
import type { Tool } from '../tool.ts';

/** A file that find is at. */
export interface Found {
  /** As it is shown. */
  readonly path: string;
  /** The starting point it is below. */
  readonly start: string;
  readonly depth: number;
  readonly stat: FileStat;
}

export type Test = (found: Found) => boolean | Promise<boolean>;

/** What a run of find keeps: options that hold for all of it, and what actions tell the walk. */
export interface FindRun {
  readonly tool: Tool;
  /** Now, or today's end after -daystart. */
  nowMs: number;
  minimumDepth: number;
  maximumDepth: number;
  /** Contents before their directory. */
  depthFirst: boolean;
  followsLinks: boolean;
  /** Set by -prune for the file it is at. */
  pruned: boolean;
  quit: boolean;
  /** What `-exec … +` still has to run at the end. */
  readonly batches: { flush(): Promise<void> }[];
}

/** The message is find's own. */
export class FindError extends Error {}

export const baseOf = (path: string) => path.replace(/\/+$/, '').replace(/^.*\//, '') || path;

export const TYPE_LETTERS: Readonly<Record<FileStat['kind'], string>> = {
  file: 'f',
  directory: 'd',
  link: 'l',
  device: 'c',
  fifo: 'p',
};
