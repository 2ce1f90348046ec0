import { isIPv4 } from 'node:net';
import type { ForwardingMethod, VirtualServerKey } from '../../../cluster/machinery/virtual-servers.ts';
import { servicePort } from '../service-names.ts';
import { COMMANDS, type CommandName, OPTION_NAMES, OPTIONS, type OptionName, RULES } from './option-table.ts';

/** What ipvsadm says when it does not go on; `status` is its exit code. */
export class Failure extends Error {
  readonly status: number;

  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
}

export const TRY_HELP = "Try `ipvsadm -h' or 'ipvsadm --help' for more information.";

/** One command line of ipvsadm. */
export interface IpvsadmCommand {
  name: CommandName | 'help' | 'version';
  readonly options: Set<OptionName>;
  key: VirtualServerKey | null;
  scheduler: string;
  persistentSeconds: number | null;
  netmask: string;
  flags: string[];
  server: { address: string; port: number } | null;
  method: ForwardingMethod;
  weight: number;
  upperThreshold: number;
  lowerThreshold: number;
  readonly operands: string[];
}

const MAX_TIMEOUT = 31 * 86_400;
const DEFAULT_PERSISTENCE = 360;

/** Reads the words behind the program's name. Throws `Failure`. */
export function parseCommand(words: readonly string[]): IpvsadmCommand {
  const reader = new CommandReader(words);
  return reader.read();
}

class CommandReader {
  readonly #words: readonly string[];
  readonly #command: IpvsadmCommand = {
    name: 'list',
    options: new Set(),
    key: null,
    scheduler: '',
    persistentSeconds: null,
    netmask: '255.255.255.255',
    flags: [],
    server: null,
    method: 'Route',
    weight: 1,
    upperThreshold: 0,
    lowerThreshold: 0,
    operands: [],
  };
  #at = 0;
  #named = false;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  read(): IpvsadmCommand {
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at++]!;
      if (word.startsWith('--')) this.#long(word);
      else if (word.startsWith('-') && word.length > 1) this.#letters(word.slice(1));
      else this.#command.operands.push(word);
    }
    if (!this.#named) throw new Failure(TRY_HELP, 255);
    if (this.#command.name === 'help' || this.#command.name === 'version') return this.#command;
    this.#checkOperands();
    checkOptions(this.#command);
    return this.#command;
  }

  #long(word: string): void {
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    this.#take(name, word, () => (equals < 0 ? this.#next(name) : word.slice(equals + 1)));
  }

  #letters(letters: string): void {
    for (let index = 0; index < letters.length; index++) {
      const letter = letters[index]!;
      let consumed = false;
      this.#take(letter, `-${letter}`, () => {
        consumed = true;
        const rest = letters.slice(index + 1).replace(/^=/, '');
        return rest === '' ? this.#next(letter) : rest;
      });
      if (consumed) return;
    }
  }

  #next(name: string): string | undefined {
    const word = this.#words[this.#at];
    if (word === undefined || (OPTIONS[name]?.value === 'maybe' && word.startsWith('-'))) return undefined;
    this.#at++;
    return word;
  }

  #take(name: string, shown: string, value: () => string | undefined): void {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    const form = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (!this.#named) {
      if (!command) throw new Failure(TRY_HELP, 255);
      this.#named = true;
      this.#command.name = command;
      if (command === 'start-daemon' || command === 'stop-daemon') this.#command.operands.push(value() ?? '');
      return;
    }
    if (!form && command) throw new Failure(`invalid option \`${shown}'`);
    if (!form) throw new Failure(`${shown}: unknown option`, 255);
    const given = form.value === 'none' ? undefined : value();
    if (form.value === 'needed' && given === undefined) throw new Failure(`${shown}: missing argument`, 255);
    if (form.name === 'sort') return;
    if (this.#command.options.has(form.name)) throw new Failure(`multiple '${form.name}' options specified`);
    this.#command.options.add(form.name);
    this.#apply(name, form.name, given);
  }

  #apply(name: string, option: OptionName, value: string | undefined): void {
    const command = this.#command;
    const text = value ?? '';
    switch (option) {
      case 'service-address':
        command.key = readService(name, text);
        break;
      case 'scheduler':
        command.scheduler = text.slice(0, 15);
        break;
      case 'persistent':
        command.persistentSeconds = value === undefined ? DEFAULT_PERSISTENCE : readTimeout(text, 1);
        break;
      case 'netmask':
        if (!isIPv4(text)) throw new Failure('illegal virtual server persistent mask specified');
        command.netmask = text;
        break;
      case 'real-server':
        command.server = readServer(text, command.key);
        break;
      case 'forwarding-method':
        command.method = name.startsWith('m') ? 'Masq' : name.startsWith('i') ? 'Tunnel' : 'Route';
        break;
      case 'weight':
        command.weight = readNumber(text, 65_535, 'illegal weight specified');
        break;
      case 'u-threshold':
        command.upperThreshold = readNumber(text, 0x7fff_ffff, 'illegal u_threshold specified');
        break;
      case 'l-threshold':
        command.lowerThreshold = readNumber(text, 0x7fff_ffff, 'illegal l_threshold specified');
        break;
      case 'sched-flags':
        command.flags = text.split(',').filter(Boolean);
        break;
      default:
    }
  }

  #checkOperands(): void {
    const { name, operands, flags, scheduler } = this.#command;
    const isSet = name === 'set';
    if (isSet && operands.length < 3) throw new Failure('--set option requires 3 timeout values');
    if (isSet) for (const operand of operands.slice(0, 3)) readTimeout(operand, 0);
    const surplus = isSet ? operands[3] : name.endsWith('daemon') ? operands[1] : operands[0];
    if (surplus !== undefined) throw new Failure(`unexpected argument ${surplus}`);
    for (const flag of flags) {
      const owner = /^(sh|mh)-(?:fallback|port)$/.exec(flag)?.[1];
      if (owner === undefined && !/^flag-[123]$/.test(flag)) throw new Failure(`invalid scheduler flag \`${flag}'`);
      if (owner !== undefined && owner !== (scheduler || 'wlc')) {
        throw new Failure(`incompatible scheduler flag \`${flag}'`);
      }
    }
  }
}

function checkOptions({ name, options, key, persistentSeconds }: IpvsadmCommand): void {
  if (name === 'help' || name === 'version') return;
  const { needed = [], allowed = [], exclusive = [] } = RULES[name];
  let last: OptionName | undefined;
  for (const option of OPTION_NAMES) {
    if (!options.has(option)) {
      if (needed.includes(option)) {
        throw new Failure(`You need to supply the '${option}' option for the '${name}' command`);
      }
      continue;
    }
    const known = needed.includes(option) || allowed.includes(option);
    if (!known && !exclusive.includes(option))
      throw new Failure(`Illegal '${option}' option with the '${name}' command`);
    if (known) continue;
    const words = `The option '${option}' conflicts with the '${last}' option in the '${name}' command`;
    if (last !== undefined) throw new Failure(words);
    last = option;
  }
  if (name !== 'add-service' && name !== 'edit-service') return;
  if (key?.port === 0 && persistentSeconds === null)
    throw new Failure('Zero port specified for non-persistent service');
  if (options.has('ops') && key?.protocol !== 'udp') {
    throw new Failure('One-Packet Scheduling is only for UDP virtual services');
  }
}

function readService(option: string, text: string): VirtualServerKey {
  // Marks of packets as services: nothing here would ever ask for them.
  if (option.startsWith('f')) throw new Failure(`invalid fwmark value \`${text}' specified`);
  const protocol = option.startsWith('u') ? 'udp' : option.startsWith('s') ? 'sctp' : 'tcp';
  const read = readAddressPort(text);
  if (!read) throw new Failure('illegal virtual server address[:port] specified');
  return { protocol, address: read.address, port: read.port ?? 0 };
}

function readServer(text: string, key: VirtualServerKey | null): { address: string; port: number } {
  const read = readAddressPort(text);
  if (!read) throw new Failure('illegal real server address[:port] specified');
  return { address: read.address, port: read.port ?? key?.port ?? 0 };
}

function readAddressPort(text: string): { address: string; port: number | undefined } | null {
  const colon = text.lastIndexOf(':');
  const address = colon < 0 ? text : text.slice(0, colon);
  if (!isIPv4(address)) return null;
  if (colon < 0) return { address, port: undefined };
  const word = text.slice(colon + 1);
  const port = /^\d+$/.test(word) ? Number(word) : servicePort(word);
  return port === undefined || port > 65_535 ? null : { address, port };
}

function readNumber(text: string, max: number, problem: string): number {
  if (!/^\d+$/.test(text) || Number(text) > max) throw new Failure(problem);
  return Number(text);
}

function readTimeout(text: string, min: number): number {
  if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > MAX_TIMEOUT) {
    throw new Failure(`invalid timeout value \`${text}' specified`);
  }
  return Number(text);
}
