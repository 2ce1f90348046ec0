import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { humanSize, rateText, secondsText, timeText } from './amounts.ts';
import { busyboxWget } from './busybox-wget.ts';
import { download } from './download.ts';
import { Failure, STATUS } from './failure.ts';
import { makeOutput } from './save.ts';
import { Session } from './session.ts';

const MISTAKE = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.";
const WORDS = new Set(['nv', 'nc', 'nd', 'nH', 'np']);

const gnuWget = defineCommand(
  {
    name: 'wget',
    usage: `Usage: wget [OPTION]... [URL]...

  -O, --output-document=FILE   into this file (- is standard output)
  -P, --directory-prefix=DIR   into this directory
  -c, --continue               go on with a file that is there in part
  -q, --quiet                  tell nothing
  -nv, --no-verbose            tell little
  -o, --output-file=FILE       tell it to a file
  -S, --server-response        the server's headers
  -i, --input-file=FILE        URLs from a file
      --spider                 ask, but fetch nothing
  -t, --tries=NUMBER           how often (0: for ever)
  -T, --timeout=SECONDS        for connecting and reading
      --max-redirect=NUMBER    how many redirects to follow
  -U, --user-agent=TEXT        who asks
      --header=TEXT            a further header
      --post-data=TEXT         POST this
      --post-file=FILE         POST what is in a file
      --method=NAME            another method, with --body-data or --body-file
      --user=NAME, --password=TEXT
      --ca-certificate=FILE    whom to trust
      --no-check-certificate   trust everybody`,
    usageAfterMistake: MISTAKE,
    usageStatus: STATUS.parse,
    version: 'GNU Wget 1.21.3 built on linux-gnu.',
    flags: 'qcSvbNx46',
    values: 'OPtTUoai',
    long: {
      'output-document': 'O',
      'directory-prefix': 'P',
      continue: 'c',
      quiet: 'q',
      verbose: 'v',
      'no-verbose': 'nv',
      'output-file': 'o',
      'append-output': 'a',
      'server-response': 'S',
      'input-file': 'i',
      spider: 'spider',
      tries: 't',
      timeout: 'T',
      'connect-timeout': 'connect-timeout=',
      'read-timeout': 'read-timeout=',
      'max-redirect': 'max-redirect=',
      'user-agent': 'U',
      header: 'header=',
      'post-data': 'post-data=',
      'post-file': 'post-file=',
      method: 'method=',
      'body-data': 'body-data=',
      'body-file': 'body-file=',
      user: 'user=',
      password: 'password=',
      'http-user': 'http-user=',
      'http-password': 'http-password=',
      'auth-no-challenge': 'auth-no-challenge',
      'ca-certificate': 'ca-certificate=',
      'no-check-certificate': 'no-check-certificate',
      'no-proxy': 'no-proxy',
      'no-cache': 'no-cache',
      'inet4-only': '4',
    },
    rewrite: (args) =>
      args
        .map((arg) => (arg === '-nv' ? '--no-verbose' : arg))
        .filter((arg) => !WORDS.has(arg.slice(1)) || !arg.startsWith('-')),
  },
  async (call) => {
    const session = new Session(call);
    const urls = [...call.operands, ...listed(call)];
    if (urls.length === 0) {
      await call.complain(`missing URL\n${MISTAKE}`);
      return STATUS.generic;
    }
    try {
      makeOutput(session, (error) => (error instanceof FileError ? error.message : String(error)));
      return await fetchAll(session, urls);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await session.tell(error.message);
      return error.status;
    } finally {
      session.kept?.close();
    }
  },
);

/** wget(1) of GNU; busybox' where that is installed. */
export function wget(process: Process): Promise<number> {
  const busybox = process.machine.files.exists('/usr/bin/busybox');
  return Promise.resolve((busybox ? busyboxWget : gnuWget)(process));
}

function listed(call: Call): string[] {
  const file = call.value('i');
  if (file === undefined) return [];
  const text = Buffer.from(call.process.machine.files.read(call.path(file))).toString();
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The status is that of the first kind of failure, the gravest having the lowest number. */
async function fetchAll(session: Session, urls: readonly string[]): Promise<number> {
  const statuses: number[] = [];
  for (const text of urls) {
    try {
      await download(session, parsed(session, text));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await session.say(error.message);
      statuses.push(error.status);
    }
  }
  if ((urls.length > 1 || session.call.has('i')) && session.bytes > 0) await summarize(session);
  return statuses.length === 0 ? 0 : Math.min(...statuses);
}

function parsed(session: Session, text: string): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) {
    throw new Failure(`${text}: Unsupported scheme ${session.quoted(scheme)}.\n`, STATUS.generic);
  }
  try {
    return new URL(scheme === undefined ? `http://${text}` : text);
  } catch {
    throw new Failure(`${text}: Invalid host name.\n`, STATUS.generic);
  }
}

async function summarize(session: Session): Promise<void> {
  const { clock } = session.call.process.machine;
  const wall = Math.max(clock.now() - session.startedMs, session.transferMs);
  await session.say(
    `FINISHED --${timeText(clock.now())}--\nTotal wall clock time: ${secondsText(wall)}\n` +
      `Downloaded: ${session.downloads} files, ${humanSize(session.bytes).slice(2, -1) || session.bytes} in ${secondsText(session.transferMs)} (${rateText(session.bytes, session.transferMs)})\n`,
  );
}
