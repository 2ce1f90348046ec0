// Plain JavaScript, so that a worker thread needs no loader, from sources or from a compiled tree. One job at a time:
// `ToolJob` comes in and `ToolResult` goes out (tool-pool.ts).
import { parentPort } from 'node:worker_threads';
import { Bash, InMemoryFs } from 'just-bash';

const COMMANDS = ['awk', 'gunzip', 'gzip', 'jq', 'tar', 'yq', 'zcat'];
// Output goes through files, since a result's strings do not say whether they hold text or bytes.
const STDOUT = '/.stdout';
const STDERR = '/.stderr';
const LIMITS = { maxAwkIterations: 1_000_000, maxJqIterations: 1_000_000, maxExecutionTimeMs: 60_000 };

async function run(job) {
  const fs = new InMemoryFs();
  await fs.mkdir(job.workingDirectory, { recursive: true });
  for (const { path, bytes, mode, modifiedMs } of job.files) {
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    await fs.mkdir(bytes ? parent : path, { recursive: true });
    if (bytes) await fs.writeFile(path, bytes);
    await fs.chmod(path, mode);
    await fs.utimes(path, new Date(modifiedMs), new Date(modifiedMs));
  }
  const bash = new Bash({ fs, cwd: job.workingDirectory, commands: COMMANDS, executionLimits: LIMITS });
  const before = new Set(fs.getAllPaths());
  const { exitCode } = await bash.exec(`${job.tool} > ${STDOUT} 2> ${STDERR}`, {
    args: job.args,
    cwd: job.workingDirectory,
    env: job.environment,
    replaceEnv: true,
    stdin: Buffer.from(job.stdin).toString('latin1'),
    stdinKind: 'bytes',
  });
  const [stdout, stderr] = [await fs.readFileBuffer(STDOUT), await fs.readFileBuffer(STDERR)];
  return { stdout, stderr, exitCode, ...(await changes(fs, before, job.files)) };
}

/** What the tool did to the files it was given, and the files it made. */
async function changes(fs, before, given) {
  const original = new Map(given.map((file) => [file.path, file.bytes]));
  const written = [];
  for (const path of fs.getAllPaths()) {
    if (path === STDOUT || path === STDERR || (before.has(path) && !original.get(path))) continue;
    const stat = await fs.stat(path);
    const bytes = stat.isDirectory ? null : await fs.readFileBuffer(path);
    const known = original.get(path);
    if (known && bytes && Buffer.compare(known, bytes) === 0) continue;
    written.push({ path, bytes, mode: stat.mode & 0o7777, modifiedMs: stat.mtime.getTime() });
  }
  const removed = [];
  for (const [path, bytes] of original) if (bytes && !(await fs.exists(path))) removed.push(path);
  return { written, removed };
}

parentPort.on('message', async (job) => {
  try {
    parentPort.postMessage(await run(job));
  } catch (error) {
    const stderr = Buffer.from(`${job.tool}: ${error instanceof Error ? error.message : String(error)}\n`);
    parentPort.postMessage({ stdout: new Uint8Array(), stderr, exitCode: 2, written: [], removed: [] });
  }
});
