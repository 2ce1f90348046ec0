import type { Process } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { AwkArray } from './array.ts';
import { fixedWidths, matchingFields, splitterOf } from './field-splitting.ts';
import { formatValues } from './format.ts';
import { RandomNumbers } from './random-numbers.ts';
import { RecordFields } from './record-fields.ts';
import { Expressions } from './regular-expression.ts';
import { Streams } from './streams.ts';
import { inputValue, NumericText, numberText, toNumber, type Value } from './value.ts';

/** One element of a function's frame. */
export type Local = Value | AwkArray;

const STEPS_A_CHECK = 64;

/** The state of a running program: variables, record, streams. */
export class Run {
  readonly process: Process;
  readonly expressions = new Expressions();
  readonly streams: Streams;
  readonly fields: RecordFields;
  readonly random = new RandomNumbers();
  readonly scalars = new Map<string, { value: Value }>();
  readonly arrays = new Map<string, AwkArray>();
  frame: Local[] = [];
  depth = 0;
  /** Of the program's text, where it is now. */
  line = 1;
  returned: Value;
  exitCode = 0;
  recordNumber = 0;
  fileRecordNumber = 0;
  recordSeparator = '\n';
  outputSeparator = ' ';
  outputRecordSeparator = '\n';
  subscriptSeparator = '\x1c';
  #convert = '%.6g';
  #convertOutput = '%.6g';
  #steps = 0;

  /** How messages name the program's text. */
  readonly origin: string;

  constructor(process: Process, origin: string) {
    this.process = process;
    this.origin = origin;
    this.streams = new Streams(process, this.expressions);
    this.fields = new RecordFields(
      () => this.outputSeparator,
      (value) => this.toText(value),
    );
    const defaults: Readonly<Record<string, Value>> = {
      FS: ' ',
      OFS: ' ',
      RS: '\n',
      ORS: '\n',
      SUBSEP: '\x1c',
      CONVFMT: '%.6g',
      OFMT: '%.6g',
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: '',
      RT: '',
      ERRNO: '',
      FPAT: '[^[:space:]]+',
      FIELDWIDTHS: '',
      IGNORECASE: 0,
    };
    for (const [name, value] of Object.entries(defaults)) this.scalars.set(name, { value });
  }

  /** Between steps of long work: null to go on, else wait for it. */
  pause(): Promise<void> | null {
    if (++this.#steps % STEPS_A_CHECK !== 0) return null;
    this.process.signal.throwIfAborted();
    if (this.streams.stdout.isFull) return this.streams.stdout.flush();
    return haltedProcess(this.process);
  }

  warn(message: string): void {
    this.streams.stderr.write(`awk: ${this.origin}:${this.line}: warning: ${message}\n`);
  }

  scalar(name: string): { value: Value } {
    let slot = this.scalars.get(name);
    if (!slot) {
      slot = { value: undefined };
      this.scalars.set(name, slot);
    }
    return slot;
  }

  array(name: string): AwkArray {
    let array = this.arrays.get(name);
    if (!array) {
      array = new AwkArray();
      this.arrays.set(name, array);
    }
    return array;
  }

  toText(value: Value): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return numberText(value, this.#convert, this.#number);
    return value === undefined ? '' : value.text;
  }

  /** As print writes it: numbers by OFMT. */
  toOutput(value: Value): string {
    return typeof value === 'number' ? numberText(value, this.#convertOutput, this.#number) : this.toText(value);
  }

  readonly #number = (format: string, value: number): string => formatValues(format, [value], () => String(value));

  compare(left: Value, right: Value): number {
    if (typeof left !== 'string' && typeof right !== 'string') {
      const [a, b] = [toNumber(left), toNumber(right)];
      return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
    }
    const [a, b] = [this.toText(left), this.toText(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }

  /** The key of an element. */
  subscript(values: readonly Value[]): string {
    const [only] = values;
    if (values.length === 1) {
      if (typeof only === 'string') return only;
      return only instanceof NumericText ? only.text : this.toText(only);
    }
    return values.map((value) => this.toText(value)).join(this.subscriptSeparator);
  }

  /** `name=value` of the command line. */
  assign(name: string, value: Value): void {
    const setter = this.setterOf(name);
    if (setter) setter(value);
    else this.scalar(name).value = value;
  }

  /** What else happens when a variable with a meaning is set; undefined for others. */
  setterOf(name: string): ((value: Value) => void) | undefined {
    const effect = Object.hasOwn(this.#effects, name) ? this.#effects[name] : undefined;
    if (!effect) return undefined;
    const slot = this.scalar(name);
    return (value) => {
      slot.value = value;
      effect(value);
    };
  }

  /** A variable whose value is worked out when it is read. */
  getterOf(name: string): (() => Value) | undefined {
    if (name === 'NF') return () => this.fields.count;
    if (name === 'NR') return () => this.recordNumber;
    return name === 'FNR' ? () => this.fileRecordNumber : undefined;
  }

  readonly #effects: Readonly<Record<string, (value: Value) => void>> = {
    NF: (value) => {
      this.fields.count = Math.trunc(toNumber(value));
    },
    NR: (value) => {
      this.recordNumber = Math.trunc(toNumber(value));
    },
    FNR: (value) => {
      this.fileRecordNumber = Math.trunc(toNumber(value));
    },
    FS: () => this.#separateBy('FS'),
    FPAT: () => this.#separateBy('FPAT'),
    FIELDWIDTHS: () => this.#separateBy('FIELDWIDTHS'),
    RS: (value) => {
      this.recordSeparator = this.toText(value);
      this.#separateBy('FS');
    },
    OFS: (value) => {
      this.outputSeparator = this.toText(value);
    },
    ORS: (value) => {
      this.outputRecordSeparator = this.toText(value);
    },
    SUBSEP: (value) => {
      this.subscriptSeparator = this.toText(value);
    },
    CONVFMT: (value) => {
      this.#convert = this.toText(value);
    },
    OFMT: (value) => {
      this.#convertOutput = this.toText(value);
    },
    IGNORECASE: (value) => {
      this.expressions.ignoreCase = toNumber(value) !== 0 || value === '1';
      this.#separateBy('FS');
    },
  };

  /** The one of FS, FPAT and FIELDWIDTHS that was set last cuts the records. */
  #separateBy(name: 'FS' | 'FPAT' | 'FIELDWIDTHS'): void {
    const text = this.toText(this.scalar(name).value);
    this.fields.changeSplitter(
      name === 'FPAT'
        ? matchingFields(text, this.expressions)
        : name === 'FIELDWIDTHS'
          ? fixedWidths(text)
          : splitterOf(text, this.expressions, this.recordSeparator === '' && text !== ' '),
    );
  }

  /** ENVIRON, ARGV and the like. */
  fill(name: string, entries: Iterable<readonly [string, string]>): void {
    const array = this.array(name);
    for (const [key, text] of entries) array.set(key, inputValue(text));
  }
}
