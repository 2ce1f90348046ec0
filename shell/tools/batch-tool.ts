import { readAll } from '../../cluster/machinery/byte-stream.ts';
import { FileError, type FileSystem } from '../../cluster/machinery/file-system.ts';
import type { Process, Program } from '../../cluster/machinery/machine.ts';
import { collectInput, MAX_INPUT_BYTES } from './tool-input.ts';
import { runTool, type ToolResult, ToolStopped } from './tool-pool.ts';

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

export interface RewrittenCall {
  readonly args: readonly string[];
  readonly workingDirectory: string;
  readonly notice: string;
}

export interface BatchTool {
  readonly name: string;
  /** What `--version` prints. */
  readonly version: string;
  /** Whether a call with these arguments reads its standard input to the end; others must leave it alone. */
  readsInput(args: readonly string[]): boolean;
  /** What the tool is given instead of these arguments, in which directory, and what it says about that on standard error. */
  rewrite?(args: readonly string[], isBusybox: boolean): RewrittenCall | null;
  /** The words that stand for standard input as an operand, besides /dev/stdin. */
  readonly inputWords?: readonly string[];
  /** Directories named by arguments are taken with all that is in them. */
  readonly takesDirectories?: boolean;
}

/** A program that is finite: it takes all of its input, works in a worker thread, and gives all of its output at once. */
export function batchTool(tool: BatchTool): Program {
  return async (process) => {
    const args = process.args.slice(1);
    if (args[0] === '--version') {
      await process.stdout.write(Buffer.from(tool.version));
      return 0;
    }
    try {
      const result = await runOnSnapshot(process, tool, args);
      if (result.stdout.length > MAX_OUTPUT_BYTES) throw new ToolStopped('output too large');
      storeChanges(process.machine.files, result);
      await process.stdout.write(result.stdout);
      await process.stderr.write(result.stderr);
      return result.exitCode;
    } catch (error) {
      await process.stderr.write(Buffer.from(`${tool.name}: ${complaint(error)}\n`));
      return 2;
    }
  };
}

async function runOnSnapshot(process: Process, tool: BatchTool, args: readonly string[]): Promise<ToolResult> {
  const stdin = tool.readsInput(args) ? await readAll(process.stdin, MAX_INPUT_BYTES) : new Uint8Array();
  const input = await collectInput(process, tool, args, stdin);
  const { workingDirectory, machine } = process;
  const isBusybox = machine.files.exists('/usr/bin/busybox');
  const call = tool.rewrite?.(input.args, isBusybox) ?? { args: input.args, workingDirectory, notice: '' };
  if (call.notice !== '') await process.stderr.write(Buffer.from(call.notice));
  const release = process.machine.clock.hold();
  try {
    return await runTool(
      {
        tool: tool.name,
        args: [...call.args],
        files: input.files,
        stdin,
        workingDirectory: call.workingDirectory,
        environment: process.environment,
      },
      process.signal,
    );
  } finally {
    release();
  }
}

function storeChanges(files: FileSystem, { written, removed }: ToolResult): void {
  for (const { path, bytes, mode, modifiedMs } of written) {
    if (path.startsWith('/dev/') || path.startsWith('/.')) continue;
    if (bytes) {
      files.write(path, bytes, mode);
      files.setModified(path, modifiedMs);
    } else if (!files.exists(path)) files.makeDirectory(path, { recursive: true, mode });
  }
  for (const path of removed) if (files.exists(path)) files.remove(path);
}

/** The learner's words for what went wrong; programmer errors and the process's own end go on. */
function complaint(error: unknown): string {
  if (error instanceof FileError) return `${error.path}: ${error.message}`;
  if (error instanceof ToolStopped) return error.message;
  if (error instanceof RangeError) return 'input too large';
  throw error;
}
