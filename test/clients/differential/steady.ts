import { tmpdir } from 'node:os';
import type { Outcome } from '../embedded-cluster.ts';

/**
 * What two runs of one command line on one cluster may differ in: the address that the server is reached by, and
 * the ages of things. A column's width follows its widest age, so blanks after an age count as one.
 */
export function steady({ code, stdout, stderr }: Outcome): Outcome {
  const text = (output: string) =>
    output
      .replaceAll(`${tmpdir()}/`, '/tmp/')
      .replace(/https:\/\/(127\.0\.0\.1:\d+|10\.100\.1\.10:6443)/g, 'SERVER')
      .replace(/\/tmp\/rabbithole-clients-\w+|\/home\/learner/g, 'HOME')
      .replace(/^(\+ {2}uid: ).*$/gm, '$1UID')
      .replace(/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1-N')
      .replace(/^((?:---|\+\+\+) \S+\t).*$/gm, '$1TIME')
      .replace(/\b(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?s\b|\b\d+m\b(?= )/g, 'AGE')
      .replace(/^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /gm, '$1KLOG ')
      .replace(/(?:^IKLOG envvar\.go.*\n)+/gm, (gates) => `${gates.trimEnd().split('\n').sort().join('\n')}\n`)
      .replace(/milliseconds=\d+/g, 'milliseconds=N')
      .replace(/(Config loaded from file: +)\S+/g, '$1FILE')
      .replace(/debugger-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, 'debugger-RANDOM')
      .replace(/failed to start exec "[0-9a-f]{64}"/g, 'failed to start exec "ID"')
      .replace(/\(x\d+ over AGE\)/g, '(xN over AGE)')
      .replace(/(AGE\)?|LAST SEEN) +/gm, '$1 ')
      .replace(/(RenewTime: +)\w{3}, .*$/gm, '$1TIME')
      .replace(
        /^( +(?:NetworkUnavailable|(?:Memory|Disk|PID)Pressure|Ready) +\w+ +)\w{3}, \d\d \w{3} \d{4} [\d:]{8}/gm,
        '$1TIME',
      )
      .replace(/(renewTime|lastHeartbeatTime)("?: +)\S+/g, '$1$2TIME');
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** And what may differ on two clusters: names that chance made, and where and when things came to be. */
export function steadyAcrossClusters(outcome: Outcome): Outcome {
  const { code, stdout, stderr } = steady(outcome);
  const text = (output: string) =>
    output
      .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g, 'UID')
      .replace(/-[a-z0-9]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-HASH-RANDOM')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
      .replace(/(resourceVersion"?: ")\d+/g, '$1VERSION')
      .replace(/\b10\.(?:9[6-9]|10\d|11[01])\.\d+\.\d+ */g, 'CLUSTER-IP ')
      .replace(/CLUSTER-IP +/g, 'CLUSTER-IP ')
      .replace(/(nodePort: |:)3[0-2]\d{3}\b(?!\.)/g, '$1NODE-PORT');
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** kubectl reads the logs of several containers in the order of a Go map, which is none. */
export function inAnyOrder(outcome: Outcome): Outcome {
  return { ...outcome, stdout: outcome.stdout.split('\n').sort().join('\n') };
}

/** One text, so that a failure shows the lines that differ. */
export function outcomeText({ code, stdout, stderr }: Outcome): string {
  return `exit code ${code}\n--- stdout\n${stdout}--- stderr\n${stderr}`;
}
