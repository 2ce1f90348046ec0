import { FileError } from '../../../cluster/machinery/file-system.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import type { Command } from './command.ts';
import { CurlError } from './errors.ts';
import { type Errand, follow } from './follow.ts';
import { expandUrl, type GlobbedUrl } from './glob.ts';
import { withLimits } from './limits.ts';
import { remoteName, type Sink, sinkFor } from './output.ts';
import { waitForRate } from './rate.ts';
import { UploadError } from './request-body.ts';
import { isTransient, waitForRetry } from './retry.ts';
import { newTransfer, type Transfer } from './transfer.ts';
import { parseUrl } from './url.ts';
import { writeOut } from './write-out.ts';

/** All URLs of one group, one after another; the exit code of the last. `count` numbers them over all groups. */
export async function transferAll(command: Command, count: { next: number; beganMs?: number }): Promise<number> {
  const { process, options } = command;
  let exitCode = 0;
  for (const [index, pattern] of options.urls.entries()) {
    const upload = options.uploads[index];
    let urls: GlobbedUrl[];
    try {
      urls = options.switches.has('globoff') ? [{ url: pattern, choices: [] }] : expandUrl(pattern);
    } catch (failure) {
      if (!(failure instanceof CurlError)) throw failure;
      await complain(command, failure);
      return failure.code;
    }
    for (const globbed of urls) {
      if (count.beganMs !== undefined) await waitForRate(command, count.beganMs);
      if (process.signal.aborted) return 130;
      count.beganMs = process.machine.clock.now();
      exitCode = await oneUrl(command, globbed, upload, index, count.next++);
      if (process.signal.aborted) return 130;
      if (exitCode !== 0 && options.switches.has('fail-early')) return exitCode;
    }
  }
  return exitCode;
}

async function complain({ process, options }: Command, failure: CurlError): Promise<void> {
  if (options.switches.has('silent') && !options.switches.has('show-error')) return;
  await process.stderr.write(Buffer.from(`curl: (${failure.code}) ${failure.message}\n${failure.advice}`));
}

async function oneUrl(
  command: Command,
  { url, choices }: GlobbedUrl,
  upload: string | undefined,
  index: number,
  number: number,
): Promise<number> {
  const { process, options } = command;
  const attempts = 1 + Number(options.values.get('retry') ?? 0);
  for (let attempt = 1; ; attempt++) {
    const transfer = newTransfer(process, url, number);
    const sink = await sinkAt(command, url, choices, index);
    if (typeof sink === 'number') return sink;
    transfer.metered = showsMeter(command, sink);
    transfer.attempt = attempt;
    const failure = await attemptTransfer(command, transfer, { url, upload, sink });
    if (process.signal.aborted) return 130;
    await command.ended(transfer);
    transfer.endedMs = process.machine.clock.now();
    const again = attempt < attempts && isTransient(options, transfer, failure);
    if (!again) return finish(command, transfer, failure);
    await waitForRetry(command, failure, attempts - attempt, attempt);
    if (process.signal.aborted) return 130;
  }
}

/** The URL's -o or -O; an exit code where there can be none. */
async function sinkAt(
  { process, options }: Command,
  text: string,
  choices: readonly string[],
  index: number,
): Promise<Sink | number> {
  const output = options.outputs[index] ?? (options.switches.has('remote-name-all') ? '' : null);
  const resumes = options.values.has('continue-at');
  let name = output?.replace(/#(\d+)/g, (whole, at: string) => choices[Number(at) - 1] ?? whole) ?? null;
  if (name === '') {
    name = remoteName(parseUrl(text, options.values));
    if (name === '' && !options.switches.has('remote-header-name')) {
      if (!options.switches.has('silent') || options.switches.has('show-error')) {
        const lines =
          'curl: Remote file name has no length!\ncurl: (23) Failed writing received data to disk/application\n';
        await process.stderr.write(Buffer.from(lines));
      }
      return 23;
    }
  }
  return sinkFor(process, options, name, resumes);
}

function showsMeter({ options, process }: Command, sink: Sink): boolean {
  if (options.switches.has('silent') || options.switches.has('no-progress-meter')) return false;
  return sink.fileName === '' ? !process.stdoutIsTerminal : true;
}

async function attemptTransfer(command: Command, transfer: Transfer, errand: Errand): Promise<CurlError | null> {
  const { sink } = errand;
  const { switches } = command.options;
  try {
    await resume(command, sink);
    await withLimits(command, transfer, (signal) => follow(command, transfer, errand, signal));
    const { head } = transfer;
    await sink.finish();
    if (switches.has('fail-with-body') && head && head.status >= 400) {
      return new CurlError(22, `The requested URL returned error: ${head.status}`);
    }
    return null;
  } catch (failure) {
    if (failure instanceof UploadError) await tellUsage(command, failure);
    if (failure instanceof CurlError) {
      if (switches.has('remove-on-error')) sink.remove();
      return failure;
    }
    if (failure instanceof FileError) return new CurlError(23, 'Failure writing output to destination');
    if (command.process.signal.aborted) return new CurlError(130, '');
    throw failure;
  }
}

async function tellUsage({ process }: Command, { usage }: UploadError): Promise<void> {
  const hint = "curl: try 'curl --help' or 'curl --manual' for more information\n";
  await process.stderr.write(Buffer.from(`curl: ${usage.message}\n${hint}`));
}

/** -C -: from where the file ends. */
async function resume({ process, options }: Command, sink: Sink): Promise<void> {
  if (options.values.get('continue-at') !== '-') return;
  const { files } = process.machine;
  const path = absolutePath(sink.fileName, process.workingDirectory);
  const size = sink.fileName !== '' && files.exists(path) ? files.read(path).length : 0;
  options.values.set('continue-at', String(size));
}

async function finish(command: Command, transfer: Transfer, failure: CurlError | null): Promise<number> {
  const { process, options } = command;
  transfer.exitCode = failure?.code ?? 0;
  transfer.errorMessage = failure?.message ?? '';
  if (failure) await complain(command, failure);
  const format = options.values.get('write-out');
  if (format !== undefined) {
    const text = writeOut(format, transfer);
    if (text.stdout) await process.stdout.write(Buffer.from(text.stdout));
    if (text.stderr) await process.stderr.write(Buffer.from(text.stderr));
  }
  return transfer.exitCode;
}
