import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { runScript } from '../../server/drivers/embedded/run-script.ts';
import { writeHomeFile } from '../../server/drivers/embedded/start-state.ts';
import { TestTerminal } from '../../shell/testing/screen.ts';
import { startTrafficCluster, type TrafficCluster } from '../helpers/traffic-cluster.ts';
import type { Part, ReaderDocument, Traffic } from './document-source.ts';

const ROOT = new URL('../../', import.meta.url);
const DIFFERENCES = readFileSync(new URL('docs/differences.md', ROOT), 'utf8');
/** Longer than any wait that a document asks for; what takes longer hangs. Of virtual time. */
const PATIENCE_MS = 300_000;

/** Follows a document at a terminal of the outside client. */
export class Reader {
  readonly #document: ReaderDocument;
  readonly #traffic: TrafficCluster;
  readonly #terminal: TestTerminal;

  private constructor(document: ReaderDocument, traffic: TrafficCluster) {
    this.#document = document;
    this.#traffic = traffic;
    this.#terminal = new TestTerminal({ machine: traffic.cluster.client, columns: 400, rows: 100 });
  }

  static async start(document: ReaderDocument): Promise<Reader> {
    const traffic = await startTrafficCluster(document.addons);
    const { client } = traffic.cluster;
    for (const folder of document.home ?? []) {
      for (const entry of readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = `${entry.parentPath}/${entry.name}`;
        const [, inHome = ''] = path.split(`${folder}/`);
        writeHomeFile(client, inHome, readFileSync(path, 'utf8'));
      }
    }
    const reader = new Reader(document, traffic);
    await reader.#patiently(reader.#terminal.shows(/\$$/));
    if (document.start) await traffic.run(document.start);
    return reader;
  }

  close(): void {
    this.#traffic.close();
  }

  async follow(part: Part): Promise<void> {
    if (part.corrected) expect(DIFFERENCES.includes(part.corrected), part.corrected).toBe(true);
    if (part.later) return;
    if (part.before) await this.#traffic.run(part.before);
    if (part.manifest) await this.#apply(part.manifest, part);
    if (part.command) await this.#enter(part.command, part);
    await this.#traffic.cluster.settled();
    for (const traffic of part.traffic ?? []) await this.#send(traffic);
  }

  async #apply(manifest: string, part: Part): Promise<void> {
    writeHomeFile(this.#traffic.cluster.client, 'manifest.yaml', await this.#filledIn(manifest));
    await this.#enter('kubectl apply -f manifest.yaml', part);
  }

  /** Types the command line by line; output and exit code are those of the last line. */
  async #enter(command: string, { on, meanwhile, prints, exit = 0 }: Part): Promise<void> {
    if (on) await this.#line(`ssh ${await this.#filledIn(on)}`);
    const lines = (await this.#filledIn(command)).trimEnd().split('\n');
    let output = '';
    for (const line of lines) {
      output =
        meanwhile && line === lines.at(-1) ? await this.#capture(line, meanwhile, prints) : await this.#line(line);
    }
    const code = meanwhile ? exit : Number(await this.#line('echo $?'));
    if (on) await this.#line('exit');
    expect({ code, output }).toMatchObject({ code: exit });
    expectPatterns(output, prints);
  }

  /** The line's output once the prompt is back; of a last line without an end, what stands before the prompt, too. */
  async #line(line: string): Promise<string> {
    const output = await this.#patiently(this.#terminal.run(line));
    const [, rest = ''] = /(.*?)(?:learner|root)@\w+:\S+[$#]$/.exec(this.#terminal.text()) ?? [];
    return output + (rest && `\n${rest}`);
  }

  /** As `#line`, for what listens until Ctrl-C: does something meanwhile, and waits for all that it has to print. */
  async #capture(line: string, meanwhile: string, prints: readonly string[] = []): Promise<string> {
    const before = this.#terminal.text().length;
    const output = this.#line(line);
    const shown = (pattern: string) => new RegExp(pattern, 'm');
    await this.#patiently(this.#terminal.shows(new RegExp(`^[^]{${before},}listening on `)));
    await this.#traffic.run(await this.#filledIn(meanwhile));
    for (const pattern of prints) await this.#patiently(this.#terminal.shows(shown(pattern)));
    this.#terminal.type('\x03');
    return output;
  }

  async #patiently(shown: Promise<string>): Promise<string> {
    let cancel = () => {};
    const tooLong = new Promise<never>((_, reject) => {
      const say = () => reject(new Error(`nothing more comes after:\n${this.#terminal.text()}`));
      cancel = this.#terminal.machine.clock.schedule(PATIENCE_MS, say);
    });
    return Promise.race([shown, tooLong]).finally(cancel);
  }

  async #filledIn(text: string): Promise<string> {
    let filled = text;
    for (const [placeholder, value] of Object.entries(this.#document.placeholders ?? {})) {
      if (filled.includes(placeholder)) {
        filled = filled.replaceAll(placeholder, (await this.#traffic.run(`echo "${value}"`)).trim());
      }
    }
    return filled;
  }

  async #send({ request, exit = 0, prints, way, ...counts }: Traffic): Promise<void> {
    const { traces } = this.#traffic.cluster;
    const before = traces.list().at(-1)?.id ?? 0;
    const { client } = this.#traffic.cluster;
    const { code, stdout, stderr } = await runScript(client, await this.#filledIn(request), PATIENCE_MS);
    expect({ request, code, stderr }).toMatchObject({ code: exit });
    expectPatterns(stdout, prints);
    if (way === undefined && Object.keys(counts).length === 0) return;
    const trace = traces
      .list()
      .findLast(({ id, protocol }) => id > before && protocol !== 'udp' && protocol !== 'icmp');
    if (!trace) throw new Error(`no trace of ${request}`);
    const boxes = trace.boxes.map(({ kind, name }) => `${kind} ${name}`).join(' > ');
    if (way) expect(boxes).toMatch(new RegExp(`^${way}$`));
    const { counters } = trace;
    const seen = {
      hops: counters.hopsFromClient,
      'hops-from-lb': counters.hopsFromLoadBalancer,
      'rewrites-on-nodes': counters.rewrites,
      connections: counters.connections,
    };
    expect({ boxes, ...seen }).toMatchObject(counts);
  }
}

function expectPatterns(output: string, patterns: readonly string[] = []): void {
  for (const pattern of patterns) expect(output).toMatch(new RegExp(pattern, 'm'));
}
