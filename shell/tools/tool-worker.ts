import { parentPort } from 'node:worker_threads';
import { Bash, InMemoryFs } from 'just-bash';

/** What a worker is asked to run, and the files it may see. */
export interface ToolRequest {
  readonly id: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly stdin: Uint8Array;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array; readonly mode: number }[];
  readonly directories: readonly string[];
}

export interface ToolResponse {
  readonly id: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly status: number;
  readonly written: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly removed: readonly string[];
}

async function run(request: ToolRequest): Promise<ToolResponse> {
  const fs = new InMemoryFs();
  for (const path of [request.workingDirectory, '/tmp', ...request.directories])
    await fs.mkdir(path, { recursive: true });
  const before = new Map<string, Uint8Array>();
  for (const { path, bytes } of request.files) {
    before.set(path, bytes);
    await fs.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true });
    await fs.writeFile(path, bytes);
  }
  const existing = new Set(fs.getAllPaths());
  const bash = new Bash({ fs, cwd: request.workingDirectory, env: { ...request.environment } });
  const initial = new Set(fs.getAllPaths());
  const result = await bash.exec([request.command, ...request.args].map(quote).join(' '), {
    stdin: Buffer.from(request.stdin).toString('latin1'),
    stdinKind: 'bytes',
    cwd: request.workingDirectory,
  });
  const written: { path: string; bytes: Uint8Array }[] = [];
  for (const path of fs.getAllPaths()) {
    if (!existing.has(path) && initial.has(path)) continue;
    if (!(await fs.stat(path)).isFile) continue;
    const bytes = await fs.readFileBuffer(path);
    const old = before.get(path);
    if (!old || Buffer.compare(Buffer.from(old), Buffer.from(bytes)) !== 0) written.push({ path, bytes });
  }
  const left = new Set(fs.getAllPaths());
  const removed = [...before.keys()].filter((path) => !left.has(path));
  return {
    id: request.id,
    stdout: outputBytes(result.stdout, result.stdoutEncoding),
    stderr: Buffer.from(result.stderr, 'utf8'),
    status: result.exitCode,
    written,
    removed,
  };
}

function outputBytes(text: string, encoding: string | undefined): Uint8Array {
  return Buffer.from(text, encoding === 'binary' ? 'latin1' : 'utf8');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

parentPort?.on('message', (request: ToolRequest) => {
  run(request).then(
    (response) => parentPort?.postMessage(response),
    (error: unknown) =>
      parentPort?.postMessage({
        id: request.id,
        stdout: new Uint8Array(),
        stderr: Buffer.from(`${request.command}: ${error instanceof Error ? error.message : String(error)}\n`),
        status: 2,
        written: [],
        removed: [],
      } satisfies ToolResponse),
  );
});
