import type { LoadBalancerStatus } from 'kubernetes-types/core/v1.js';
import type { Activity } from '../../client/activity.ts';
import type { Client } from '../../client/client.ts';
import type { Node, Service } from '../../client/objects.ts';
import { SERVICES } from '../../client/resources.ts';
import { CloudError } from '../cloud-error.ts';
import { type CloudProvider, CloudProviderError } from '../service-controller/cloud-provider.ts';
import type { ControllerLog } from '../service-controller/controller-log.ts';
import { sourceRanges } from '../service-controller/source-ranges.ts';
import { ANNOTATIONS, annotation, annotationWord } from './annotations.ts';
import { type AutoCreate, parseAutoCreate } from './autocreate.ts';
import { wishedListeners } from './listener-wishes.ts';
import type { OtcCloud } from './otc-cloud.ts';
import { ELB_CLASSES, type ElbRecord } from './otc-records.ts';
import { poolWishes } from './pool-wishes.ts';
import { listenersOf, removeListener, syncListeners } from './service-listeners.ts';

export interface OtcProviderOptions {
  readonly cloud: OtcCloud;
  readonly client: Client;
  readonly activity: Activity;
  readonly log: ControllerLog;
  /** Ends when the controller does: what is under way then stays undone. */
  readonly signal: AbortSignal;
}

/** hws-cloudprovider: what Services ask for with `kubernetes.io/elb.*` annotations. */
export class OtcProvider implements CloudProvider {
  readonly name = 'hws-cloudprovider';
  readonly #options: OtcProviderOptions;
  /** Annotations that were written last, by the Service's uid. */
  readonly #written = new Map<string, Readonly<Record<string, string>>>();

  constructor(options: OtcProviderOptions) {
    this.#options = options;
  }

  wroteBack({ metadata }: Service, name: string, value: string): boolean {
    return this.#written.get(metadata.uid)?.[name] === value;
  }

  skips(service: Service): string | undefined {
    const missing = (name: string) => `service annotation ${name} is not defined, skip`;
    if (!annotation(service, 'class')) return missing(ANNOTATIONS.class);
    if (annotation(service, 'id') || annotation(service, 'autocreate')) return undefined;
    return missing(`${ANNOTATIONS.autocreate} or ${ANNOTATIONS.id}`);
  }

  async get(service: Service): Promise<LoadBalancerStatus | undefined> {
    const isThere = this.#existing(service) || listenersOf(this.#options.cloud.elbs, service).length > 0;
    return isThere ? (service.status?.loadBalancer ?? {}) : undefined;
  }

  ensure(service: Service, nodes: readonly Node[]): Promise<LoadBalancerStatus> {
    return asProviderError(async () => {
      this.#validate(service);
      const elb = await this.#elbFor(service);
      this.#syncListeners(elb, service, nodes);
      await this.#writeBack(service, elb);
      return this.#status(elb, service);
    });
  }

  /** Everything that can be refused without the cloud, so that nothing is made for a Service that will not do. */
  #validate(service: Service): void {
    sourceRanges(service);
    wishedListeners(service);
    poolWishes(service);
    passThrough(service);
    const named = annotation(service, 'customEipId');
    if (named) this.#options.cloud.addresses.get(named);
  }

  update(service: Service, nodes: readonly Node[]): Promise<void> {
    return asProviderError(async () => {
      const elb = this.#existing(service);
      if (elb) this.#syncListeners(elb, service, nodes);
    });
  }

  /** Who has `elb.autocreate` owns its load balancer, and takes it along unless somebody else uses it. */
  delete(service: Service): Promise<void> {
    return asProviderError(async () => {
      const { cloud, log } = this.#options;
      this.#written.delete(service.metadata.uid);
      for (const listener of listenersOf(cloud.elbs, service)) {
        removeListener(cloud.elbs, listener);
        log.info('elb.go:318', `Deleted listener ${listener.name} (${listener.id}) with its pool`);
      }
      const elb = annotation(service, 'autocreate') ? this.#existing(service) : undefined;
      if (!elb) return;
      const others = cloud.elbs.listeners(elb.id).length;
      if (others > 0) {
        return log.info('elb.go:331', `Load balancer ${elb.name} (${elb.id}) has ${others} other listeners, it stays`);
      }
      await this.#deleteElb(service, elb);
    });
  }

  async #deleteElb(service: Service, elb: ElbRecord): Promise<void> {
    const { cloud, log } = this.#options;
    const eip = cloud.addresses.of(elb.id);
    await this.#wait(cloud.deleteElb(elb.id, { signal: this.#options.signal }));
    log.info('elb.go:342', `Deleted load balancer ${elb.name} (${elb.id})`);
    if (!eip || eip.id === annotation(service, 'customEipId')) return;
    await this.#wait(cloud.releaseEip(eip.id, this.#options.signal));
    log.info('eip.go:127', `Released EIP ${eip.address} (${eip.id})`);
  }

  /** The one that it joins, or that was made for it. */
  #existing(service: Service): ElbRecord | undefined {
    const { elbs } = this.#options.cloud;
    const id = annotation(service, 'id');
    return id ? elbs.find(id) : elbs.elbs().find(({ madeFor }) => madeFor === service.metadata.uid);
  }

  async #elbFor(service: Service): Promise<ElbRecord> {
    const elbClass = annotationWord(service, 'class', ELB_CLASSES) ?? 'union';
    const existing = this.#existing(service);
    const id = annotation(service, 'id');
    if (!existing && id) throw new CloudProviderError(`load balancer ${id} could not be found`);
    if (existing && existing.class !== elbClass) {
      throw new CloudProviderError(`load balancer ${existing.id} is of class ${existing.class}, not ${elbClass}`);
    }
    if (existing && id) return existing;
    const wish = parseAutoCreate(annotation(service, 'autocreate') ?? '', {
      class: elbClass,
      layers: [...new Set(wishedListeners(service).map(({ protocol }) => (protocol === 'HTTP' ? 'l7' : 'l4')))],
      hasEip: annotation(service, 'customEipId') !== undefined,
    });
    const elb = existing ?? (await this.#createElb(service, wish, elbClass));
    await this.#giveAddress(service, elb, wish);
    return elb;
  }

  #syncListeners({ id }: ElbRecord, service: Service, nodes: readonly Node[]): void {
    const told = (what: string) => this.#options.log.info('listener.go:141', what);
    syncListeners(this.#options.cloud.elbs, id, { service, nodes, told });
  }

  async #createElb({ metadata }: Service, { elb }: AutoCreate, elbClass: ElbRecord['class']): Promise<ElbRecord> {
    const { cloud, log, signal } = this.#options;
    const order = { ...elb, name: elb.name ?? `cce-lb-${metadata.uid}`, class: elbClass, madeFor: metadata.uid };
    const made = await this.#wait(cloud.createElb(order, signal));
    log.info('elb.go:164', `Created load balancer ${made.name} (${made.id}), VIP ${made.vip}`);
    return made;
  }

  /** A public load balancer's EIP: one that is named, or a new one. */
  async #giveAddress(service: Service, elb: ElbRecord, { eip }: AutoCreate): Promise<void> {
    const { cloud, log, signal } = this.#options;
    if (cloud.addresses.of(elb.id)) return;
    const named = annotation(service, 'customEipId');
    if (!named && !eip) return;
    const made = named || !eip ? cloud.addresses.get(named ?? '') : await this.#wait(cloud.createEip(eip, signal));
    if (!named) log.info('eip.go:88', `Created EIP ${made.address} (${made.id})`);
    cloud.bind(made.id, elb.id);
    log.info('eip.go:103', `Bound EIP ${made.address} to load balancer ${elb.name}`);
  }

  /** The ids; and what CCE adds where only a node's own pods may be used. */
  async #writeBack({ metadata, spec }: Service, elb: ElbRecord): Promise<void> {
    const eip = this.#options.cloud.addresses.of(elb.id);
    const wanted: Record<string, string> = { [ANNOTATIONS.id]: elb.id };
    if (eip) wanted[ANNOTATIONS.eipId] = eip.id;
    if (spec.externalTrafficPolicy === 'Local' && metadata.annotations?.[ANNOTATIONS.passThrough] === undefined) {
      wanted[ANNOTATIONS.passThrough] = 'onlyLocal';
    }
    const news = Object.entries(wanted).filter(([name, value]) => metadata.annotations?.[name] !== value);
    if (news.length === 0) return;
    this.#written.set(metadata.uid, wanted);
    const patch = { metadata: { annotations: Object.fromEntries(news) } };
    const where = { namespace: metadata.namespace, type: 'merge' } as const;
    await this.#options.client.resource(SERVICES).patch(metadata.name, patch, where);
    const names = news.map(([name]) => name.replace('kubernetes.io/', '')).join(', ');
    this.#options.log.info('service.go:246', `Wrote annotations of ${metadata.namespace}/${metadata.name}: ${names}`);
  }

  /** With pass-through, kube-proxy leaves the address to the load balancer even for callers inside the cluster. */
  #status(elb: ElbRecord, service: Service): LoadBalancerStatus {
    const ip = this.#options.cloud.addresses.of(elb.id)?.address ?? elb.vip;
    const isLocal = service.spec.externalTrafficPolicy === 'Local';
    return {
      ingress: [{ ip, ipMode: passThrough(service) !== 'false' || isLocal ? 'Proxy' : 'VIP' } as { ip: string }],
    };
  }

  /** What the cloud takes time for is no work of the cluster's. */
  #wait<T>(work: Promise<T>): Promise<T> {
    return this.#options.activity.outside(work);
  }
}

function passThrough(service: Service): 'true' | 'false' | 'onlyLocal' {
  return annotationWord(service, 'passThrough', ['true', 'false', 'onlyLocal']) ?? 'false';
}

async function asProviderError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CloudError) throw new CloudProviderError(error.message);
    throw error;
  }
}
