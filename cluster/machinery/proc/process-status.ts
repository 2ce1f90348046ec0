import type { ProcessInfo } from '../machine.ts';
import { commandName, type Figures } from '../process-figures.ts';
import type { ProcessDetails } from './process-directory.ts';

const STATES: Readonly<Record<ProcessInfo['state'], string>> = {
  R: 'R (running)',
  S: 'S (sleeping)',
  T: 'T (stopped)',
  Z: 'Z (zombie)',
};
const TICKS_A_SECOND = 100;
const ALL_CAPABILITIES = '000001ffffffffff';
const NO_CAPABILITIES = '0000000000000000';

export interface StatusOptions {
  readonly info: ProcessInfo;
  readonly figures: Figures;
  readonly details: ProcessDetails;
  /** Who looks is running. */
  readonly isSelf: boolean;
  /** What the machine itself says of rights (a container's). */
  readonly own: string | undefined;
}

/** /proc/PID/status */
export function statusText({ info, figures, details, isSelf, own }: StatusOptions): string {
  const { pid } = info;
  const credentials = details.credentials;
  const four = (id: number) => Array(4).fill(id).join('\t');
  const lines: (readonly [string, string])[] = [
    ['Name', commandName(info)],
    ['Umask', details.umask.toString(8).padStart(4, '0')],
    ['State', STATES[isSelf ? 'R' : info.state]],
    ['Tgid', String(pid)],
    ['Ngid', '0'],
    ['Pid', String(pid)],
    ['PPid', String(info.parent)],
    ['TracerPid', '0'],
    ['Uid', four(credentials?.uid ?? info.uid)],
    ['Gid', four(credentials?.gid ?? info.uid)],
    ['FDSize', info.terminal ? '256' : '64'],
    ['Groups', `${[...(credentials?.groups ?? [])].join(' ')} `],
    ['NStgid', String(pid)],
    ['NSpid', String(pid)],
    ['NSpgid', String(info.group)],
    ['NSsid', String(info.session)],
    ...memoryLines(figures),
    ['Threads', String(figures.threads)],
    ['SigQ', '0/31672'],
    ...['SigPnd', 'ShdPnd', 'SigBlk', 'SigIgn', 'SigCgt'].map((name) => [name, NO_CAPABILITIES] as const),
    ...rights(info, own),
    ['Speculation_Store_Bypass', 'vulnerable'],
    ['SpeculationIndirectBranch', 'conditional enabled'],
    ['Cpus_allowed', 'f'],
    ['Cpus_allowed_list', '0-3'],
    ['Mems_allowed', '00000000,00000001'],
    ['Mems_allowed_list', '0'],
    ['voluntary_ctxt_switches', '12'],
    ['nonvoluntary_ctxt_switches', '1'],
  ];
  return lines.map(([name, value]) => `${name}:\t${value}\n`).join('');
}

function memoryLines({ virtualKib, residentKib, sharedKib }: Figures): (readonly [string, string])[] {
  const size = (kib: number) => `${String(kib).padStart(8)} kB`;
  return [
    ['VmPeak', size(virtualKib)],
    ['VmSize', size(virtualKib)],
    ['VmLck', size(0)],
    ['VmPin', size(0)],
    ['VmHWM', size(residentKib)],
    ['VmRSS', size(residentKib)],
    ['RssAnon', size(residentKib - sharedKib)],
    ['RssFile', size(sharedKib)],
    ['RssShmem', size(0)],
    ['VmData', size(360)],
    ['VmStk', size(132)],
    ['VmExe', size(20)],
    ['VmLib', size(1528)],
    ['VmPTE', size(48)],
    ['VmSwap', size(0)],
    ['HugetlbPages', size(0)],
    ['CoreDumping', '0'],
    ['THP_enabled', '1'],
  ];
}

/** Capabilities and seccomp: a container's own, or all for root and none for others. */
function rights({ uid }: ProcessInfo, own: string | undefined): (readonly [string, string])[] {
  const names = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp'];
  const values = new Map(own?.split('\n').map((line) => line.split(':\t', 2) as [string, string]));
  const held = uid === 0 ? ALL_CAPABILITIES : NO_CAPABILITIES;
  const usual: Readonly<Record<string, string>> = {
    CapInh: NO_CAPABILITIES,
    CapPrm: held,
    CapEff: held,
    CapBnd: ALL_CAPABILITIES,
    CapAmb: NO_CAPABILITIES,
    NoNewPrivs: '0',
    Seccomp: '0',
  };
  return [...names.map((name) => [name, values.get(name) ?? usual[name]!] as const), ['Seccomp_filters', '0']];
}

/** /proc/PID/stat: 52 numbers, of which the first 24 are looked at. */
export function statLine(info: ProcessInfo, figures: Figures, isSelf: boolean): string {
  const ticks = Math.floor((figures.cpuMs * TICKS_A_SECOND) / 1000);
  const terminal = info.terminal ? (136 << 8) + (info.terminalNumber ?? 0) : 0;
  const fields = [
    info.pid,
    `(${commandName(info)})`,
    isSelf ? 'R' : info.state,
    info.parent,
    info.group,
    info.session,
    terminal,
    info.terminal ? info.group : -1,
    4_194_304,
    ...[76, 0, 0, 0],
    Math.ceil(ticks / 2),
    Math.floor(ticks / 2),
    ...[0, 0, 20, 0],
    figures.threads,
    0,
    Math.floor(info.startedMs / 10) % 1_000_000_000,
    figures.virtualKib * 1024,
    figures.residentKib / 4,
    '18446744073709551615',
    ...Array(11).fill(0),
    17,
    info.pid % 4,
    ...Array(13).fill(0),
  ];
  return `${fields.join(' ')}\n`;
}
