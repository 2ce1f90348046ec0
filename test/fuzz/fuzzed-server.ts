import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiServer, createApiServer } from '../../cluster/apiserver/api-server.ts';
import type { ApiResponse } from '../../cluster/machinery/api-transport.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import { fixedDefinitions } from './custom-definitions.ts';
import { type Answer, exchange } from './exchange.ts';
import { customDefinition, policy } from './families/definitions.ts';
import { FUZZED_KINDS, type FuzzedKind, NAMESPACE } from './fuzzed-kinds.ts';
import { httpBytes } from './input.ts';
import { isMap, type JsonMap } from './mutate-object.ts';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const NASTY_DEFINITIONS = 4;
const POLICIES = 4;
/** No answer of the server's takes longer, even on a busy machine. */
export const BOUND_MS = 10_000;

/** An API server alone on a port, with one object of every kind called `base`; its clock stands still. */
export class FuzzedServer {
  readonly kinds: FuzzedKind[] = [...FUZZED_KINDS];
  /** What the server said were its own faults, since the last `takeFaults`. */
  #faults: unknown[] = [];
  readonly #api: ApiServer;
  readonly #http: Server;

  private constructor(seed: number) {
    this.#api = createApiServer({
      clock: new VirtualClock(),
      random: new SeededRandom(seed),
      authenticate: (token) => (token === 'secret' ? ADMIN : undefined),
      kubeletOf: () => undefined,
      onError: (error) => this.#faults.push(error),
    });
    this.#http = createServer();
    this.#api.attach(this.#http);
  }

  static async start(seed: number): Promise<FuzzedServer> {
    const server = new FuzzedServer(seed);
    await server.#prepare(new SeededRandom(seed));
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  stop(): void {
    this.#http.close();
    this.#http.closeAllConnections();
  }

  takeFaults(): unknown[] {
    const faults = this.#faults;
    this.#faults = [];
    return faults;
  }

  /** The store's counter. */
  async revision(): Promise<string> {
    const { body } = await this.#api.transport.send({
      method: 'GET',
      path: '/api/v1/namespaces/nobody/podtemplates',
      user: ADMIN,
    });
    return isMap(body) && isMap(body.metadata) ? String(body.metadata.resourceVersion) : '';
  }

  /** Of everything that is stored. */
  digest(): string {
    return createHash('sha1').update(JSON.stringify(this.#api.snapshot())).digest('hex');
  }

  ask(method: string, target: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const message = { method, target, headers: { 'Content-Type': 'application/json', ...headers }, body: bytes };
    return exchange(this.port, httpBytes(message), { boundMs: BOUND_MS });
  }

  /** The `base` object of a kind, when an input has taken it away. */
  async restoreBase(kind: FuzzedKind): Promise<void> {
    if (!kind.isReview) await this.#send(kind.collection, kind.valid('base'));
  }

  async #prepare(random: SeededRandom): Promise<void> {
    await this.#send('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    for (const definition of fixedDefinitions()) {
      const { status, body } = await this.#send(definitions, definition);
      if (status !== 201) throw new Error(JSON.stringify(body));
    }
    for (const kind of this.kinds) await this.restoreBase(kind);
    for (let index = 0; index < NASTY_DEFINITIONS; index++) {
      const plural = `nasty${index}`;
      const { status } = await this.#send(definitions, customDefinition(random, plural));
      if (status === 201) this.kinds.push(nastyKind(plural));
    }
    for (let index = 0; index < POLICIES; index++) await this.#addPolicy(random, `policy-${index}`);
  }

  async #addPolicy(random: SeededRandom, name: string): Promise<void> {
    const group = '/apis/admissionregistration.k8s.io/v1';
    const { status } = await this.#send(`${group}/validatingadmissionpolicies`, policy(random, name));
    if (status !== 201) return;
    await this.#send(`${group}/validatingadmissionpolicybindings`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Warn', 'Audit'] },
    });
  }

  #send(path: string, body: JsonMap): Promise<ApiResponse> {
    return this.#api.transport.send({ method: 'POST', path, user: ADMIN, body, contentType: 'application/json' });
  }
}

function nastyKind(plural: string): FuzzedKind {
  const apiVersion = 'nasty.example.com/v1';
  const kind = `Kind${plural}`;
  return {
    apiVersion,
    kind,
    namespaced: true,
    collection: `/apis/${apiVersion}/namespaces/${NAMESPACE}/${plural}`,
    schema: undefined,
    subresources: ['status'],
    isReview: false,
    isCustom: true,
    valid: (name) => ({
      apiVersion,
      kind,
      metadata: { name },
      spec: { size: 1, name: 'a', tags: [{ a: 'b', c: 'd' }] },
    }),
  };
}
