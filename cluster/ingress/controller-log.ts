import type { Process } from '../machinery/machine.ts';

const RULE = '-'.repeat(79);

/** The controller's two logs: klog's on standard error, nginx's access log on standard output. */
export class ControllerLog {
  readonly #process: Process;
  readonly #encoder = new TextEncoder();

  constructor(process: Process) {
    this.#process = process;
  }

  banner(version: string): void {
    const lines = [
      RULE,
      'NGINX Ingress controller',
      `  Release:       ${version}`,
      '  Repository:    https://github.com/kubernetes/ingress-nginx',
      '  nginx version: nginx/1.27.1',
      '',
      RULE,
      '',
    ];
    this.errorLine(lines.join('\n'));
  }

  /** `W1121 09:11:51.000000       7 controller.go:1269] text` */
  klog(level: 'I' | 'W' | 'E' | 'F', source: string, text: string): void {
    const iso = new Date(this.#process.machine.clock.now()).toISOString();
    const time = `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
    this.errorLine(`${level}${time}       7 ${source}] ${text}`);
  }

  accessLine(line: string): void {
    this.#process.stdout.write(this.#encoder.encode(`${line}\n`)).catch(() => {});
  }

  errorLine(line: string): void {
    this.#process.stderr.write(this.#encoder.encode(`${line}\n`)).catch(() => {});
  }
}
