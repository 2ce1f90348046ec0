import type { ByteReader, ByteWriter } from './byte-stream.ts';
import type { Descriptor } from './machine.ts';
import type { MachineProcess } from './machine-process.ts';
import { abortable, eitherAborted, markView, rawReader, readShared } from './shared-reader.ts';

/** Why a wait was given up when its process was stopped: it reads again once it goes on. */
export class ProcessStopped extends Error {}

/** A process's views of its descriptors: they wait while it is stopped and reject once it has ended. */
export function stdioOf(process: MachineProcess): {
  reader(raw: ByteReader, isTerminal: boolean): ByteReader;
  writer(raw: ByteWriter): ByteWriter;
  others(descriptors: ReadonlyMap<number, Descriptor> | undefined): ReadonlyMap<number, Descriptor>;
} {
  const reader = (raw: ByteReader, isTerminal: boolean): ByteReader => {
    const view: ByteReader = {
      ...(raw.file === undefined ? {} : { file: raw.file }),
      read: () => gatedRead(process, raw, isTerminal),
      close: () => rawReader(raw).close(),
    };
    markView(view, raw, (signal) => gatedRead(process, raw, isTerminal, signal));
    return view;
  };
  const writer = (raw: ByteWriter): ByteWriter => {
    const target = rawWriter(raw);
    const view: ByteWriter = {
      ...(target.file === undefined ? {} : { file: target.file }),
      write: (bytes) => gatedWrite(process, target, bytes),
      close: () => target.close(),
    };
    rawWriters.set(view, target);
    return view;
  };
  const others = (descriptors: ReadonlyMap<number, Descriptor> | undefined) => {
    if (!descriptors || descriptors.size === 0) return NO_DESCRIPTORS;
    const views = new Map<number, Descriptor>();
    for (const [number, { input, output }] of descriptors) {
      views.set(number, {
        ...(input ? { input: reader(input, false) } : {}),
        ...(output ? { output: writer(output) } : {}),
      });
    }
    return views;
  };
  return { reader, writer, others };
}

const NO_DESCRIPTORS: ReadonlyMap<number, Descriptor> = new Map();
const rawWriters = new WeakMap<ByteWriter, ByteWriter>();

/** The descriptor behind a process's view of it. */
export function rawWriter(writer: ByteWriter): ByteWriter {
  return rawWriters.get(writer) ?? writer;
}

async function gatedRead(
  process: MachineProcess,
  raw: ByteReader,
  isTerminal: boolean,
  until: AbortSignal = process.signal,
): Promise<Uint8Array | null> {
  for (;;) {
    process.signal.throwIfAborted();
    const halted = process.halted();
    if (halted) {
      await halted;
      continue;
    }
    // A background job that reads from its terminal is stopped (SIGTTIN).
    if (isTerminal && process.terminal && process.terminal.foregroundGroup() !== process.group) {
      process.stop();
      continue;
    }
    const wait = eitherAborted(process.waiting, until);
    try {
      return await readShared(raw, wait.signal);
    } catch (error) {
      if (!(error instanceof ProcessStopped)) throw error;
    } finally {
      wait.release();
    }
  }
}

function gatedWrite(process: MachineProcess, raw: ByteWriter, bytes: Uint8Array): Promise<void> {
  if (process.signal.aborted) return Promise.reject(process.signal.reason);
  const halted = process.halted();
  if (halted) return writeWhenContinued(process, raw, bytes, halted);
  return abortable(raw.write(bytes), process.signal);
}

async function writeWhenContinued(
  process: MachineProcess,
  raw: ByteWriter,
  bytes: Uint8Array,
  first: Promise<void>,
): Promise<void> {
  for (let halted: Promise<void> | null = first; halted; halted = process.halted()) await halted;
  process.signal.throwIfAborted();
  await abortable(raw.write(bytes), process.signal);
}
