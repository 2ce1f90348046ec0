import { createHash } from 'node:crypto';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { withFlags } from '../../../cluster/machinery/terminal-attributes.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { LineSource } from '../../tools/line-source.ts';
import { md5Crypt, saltOf, shaCrypt } from '../openssl/crypt.ts';

const USAGE = `Usage:
	htpasswd [-cimB25dpsDv] [-C cost] [-r rounds] passwordfile username
	htpasswd -b[cmB25dpsDv] [-C cost] [-r rounds] passwordfile username password

	htpasswd -n[imB25dps] [-C cost] [-r rounds] username
	htpasswd -nb[mB25dps] [-C cost] [-r rounds] username password
 -c  a new file
 -n  show the line, change no file
 -b  the password is an argument
 -i  the password is on standard input, once
 -m  MD5 in Apache's variant (the default)
 -2  SHA-256
 -5  SHA-512
 -s  SHA-1 without a salt
 -p  as it is
 -D  delete the user
 -v  compare the password with the file's
`;

/** What ends a call: words for standard error, and the exit code (support/htpasswd.c). */
class Refusal extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

interface Call {
  readonly flags: ReadonlySet<string>;
  readonly file: string;
  readonly user: string;
  readonly password: string | undefined;
}

const LONGEST = 255;

/** htpasswd(1) of Apache 2.4, without bcrypt and DES. */
export async function htpasswd(process: Process): Promise<number> {
  const note = (text: string) => process.stderr.write(Buffer.from(text));
  if (process.args.includes('--help')) {
    await process.stdout.write(Buffer.from(USAGE));
    return 0;
  }
  try {
    return await run(process, parse(process.args.slice(1)), note);
  } catch (error) {
    if (error instanceof Refusal) {
      await note(error.message);
      return error.status;
    }
    if (!(error instanceof FileError)) throw error;
    await note(`htpasswd: cannot create file ${error.path}\n`);
    return 1;
  }
}

function parse(args: readonly string[]): Call {
  const flags = new Set<string>();
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (!argument.startsWith('-') || argument === '-') {
      words.push(argument);
      continue;
    }
    for (const letter of argument.slice(1)) {
      if (letter === 'C' || letter === 'r') at++;
      else if ('cnbimB25dpsDv'.includes(letter)) flags.add(letter);
      else throw new Refusal(`htpasswd: illegal option -- ${letter}\n${USAGE}`, 2);
    }
  }
  if (['c', 'n', 'v', 'D'].filter((letter) => flags.has(letter)).length > 1) {
    throw new Refusal('htpasswd: only one of -c -n -v -D may be specified\n', 2);
  }
  const expected = 2 - (flags.has('n') ? 1 : 0) + (flags.has('b') ? 1 : 0);
  if (words.length !== expected) throw new Refusal(USAGE, 2);
  if (flags.has('B') || flags.has('d')) {
    throw new Refusal('htpasswd: this htpasswd knows neither bcrypt (-B) nor DES (-d): use -m, -5 or -s\n', 2);
  }
  const [file, rest] = flags.has('n') ? ['', words] : [words[0]!, words.slice(1)];
  const [user = '', password] = rest;
  if (user.includes(':')) throw new Refusal("htpasswd: username contains illegal character ':'\n", 6);
  if (user.length > LONGEST) throw new Refusal(`htpasswd: username too long (> ${LONGEST})\n`, 5);
  return { flags, file, user, password };
}

async function run(process: Process, call: Call, note: (text: string) => Promise<void>): Promise<number> {
  const { flags, file, user } = call;
  const { files } = process.machine;
  const path = absolutePath(file, process.workingDirectory);
  if (flags.has('n')) {
    if (flags.has('p')) await note('Warning: storing passwords as plain text might just not work on this platform.\n');
    await process.stdout.write(Buffer.from(`${user}:${hashed(process, flags, await passwordOf(process, call))}\n\n`));
    return 0;
  }
  if (!flags.has('c') && !files.exists(path)) {
    throw new Refusal(`htpasswd: cannot modify file ${file}; use '-c' to create it\n`, 1);
  }
  const lines = flags.has('c') ? [] : Buffer.from(files.read(path)).toString('utf8').split('\n').filter(Boolean);
  const at = lines.findIndex((line) => line.startsWith(`${user}:`));
  if (flags.has('v')) return check(process, call, lines[at], note);
  if (flags.has('D')) {
    await note(at < 0 ? `User ${user} not found\n` : `Deleting password for user ${user}\n`);
    if (at >= 0) lines.splice(at, 1);
  } else {
    if (flags.has('p')) await note('Warning: storing passwords as plain text might just not work on this platform.\n');
    const line = `${user}:${hashed(process, flags, await passwordOf(process, call))}`;
    await note(`${at < 0 ? 'Adding' : 'Updating'} password for user ${user}\n`);
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  files.write(path, Buffer.from(lines.map((line) => `${line}\n`).join('')));
  return 0;
}

async function check(
  process: Process,
  call: Call,
  line: string | undefined,
  note: (text: string) => Promise<void>,
): Promise<number> {
  if (line === undefined) throw new Refusal(`User ${call.user} not found\n`, 6);
  const password = await passwordOf(process, call);
  if (!matches(password, line.slice(call.user.length + 1))) {
    throw new Refusal('password verification failed\n', 3);
  }
  await note(`Password for user ${call.user} correct.\n`);
  return 0;
}

const sha1 = (password: string): string => `{SHA}${createHash('sha1').update(password).digest('base64')}`;

function hashed(process: Process, flags: ReadonlySet<string>, password: string): string {
  const { random } = process.machine;
  if (flags.has('p')) return password;
  if (flags.has('s')) return sha1(password);
  if (flags.has('2')) return shaCrypt(password, saltOf(random, 16), '5');
  return flags.has('5') ? shaCrypt(password, saltOf(random, 16), '6') : md5Crypt(password, saltOf(random, 8), 'apr1');
}

function matches(password: string, stored: string): boolean {
  const [, id, salt = ''] = /^\$(apr1|1|5|6)\$([^$]*)\$/.exec(stored) ?? [];
  if (id === '1' || id === 'apr1') return md5Crypt(password, salt, id) === stored;
  if (id === '5' || id === '6') return shaCrypt(password, salt, id) === stored;
  return stored.startsWith('{SHA}') ? sha1(password) === stored : password === stored;
}

/** The argument of -b, a line of standard input for -i, else typed, twice unless it is only compared. */
async function passwordOf(process: Process, { flags, password }: Call): Promise<string> {
  if (password !== undefined) return password;
  const lines = new LineSource(process.stdin);
  if (flags.has('i') || !process.stdinIsTerminal) return (await lines.next())?.text ?? '';
  const typed = await prompted(process, lines, flags.has('v') ? 'Enter password: ' : 'New password: ');
  if (flags.has('v')) return typed;
  const again = await prompted(process, lines, 'Re-type new password: ');
  if (typed !== again) throw new Refusal('htpasswd: password verification error\n', 3);
  return typed;
}

/** A line that is not shown while it is typed. */
async function prompted({ terminal, stderr }: Process, lines: LineSource, prompt: string): Promise<string> {
  await stderr.write(Buffer.from(prompt));
  const attributes = terminal?.attributes;
  if (attributes) terminal?.setAttributes(withFlags(attributes, [], ['echo']));
  try {
    const line = await lines.next();
    await stderr.write(Buffer.from('\n'));
    return line?.text ?? '';
  } finally {
    if (attributes) terminal?.setAttributes(attributes);
  }
}
