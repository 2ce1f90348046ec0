import type { ApiRoute } from '../cloud/http-api.ts';
import { otcRoutes } from '../cloud/otc/otc-api.ts';
import { OtcCloud } from '../cloud/otc/otc-cloud.ts';
import { OtcProvider } from '../cloud/otc/otc-provider.ts';
import type { OtcSnapshot } from '../cloud/otc/otc-snapshot.ts';
import type { ClusterOptions } from '../cluster.ts';
import type { Image } from '../kubelet/image.ts';
import type { Balancers } from './balancers.ts';
import { type CloudController, createCloudControllerImage } from './cloud-controller.ts';
import type { Core } from './core.ts';
import { addDemoZone } from './demo-zone.ts';
import type { SystemObject } from './system-objects.ts';

const NAME = 'hws-cloudprovider';
const REPOSITORY = 'swr.eu-ch2.sc.otc.t-systems.com/hwofficial/hws-cloudprovider';
const OWNER = 'otc';

/** The add-on `cloud=otc`: an account of the Open Telekom Cloud, and its controller in the cluster. */
export class OtcAddon {
  readonly image: Image;
  readonly objects: readonly SystemObject[] = [controllerDeployment()];
  #cloud: OtcCloud | undefined;
  #engine: Balancers['engine'] | undefined;
  #connect: (controller: CloudController) => void = () => {};
  #leaveZone: () => void = () => {};

  constructor() {
    const connected = new Promise<CloudController>((resolve) => {
      this.#connect = resolve;
    });
    this.image = createCloudControllerImage({ repository: REPOSITORY, sizeBytes: 41_733_102 }, NAME, connected);
  }

  /** Makes the cloud, with what it had before. */
  open(cluster: ClusterOptions, core: Core, { engine }: Balancers): readonly ApiRoute[] {
    const cloud = new OtcCloud({ clock: cluster.clock, random: cluster.random, engine, pace: core.pace });
    this.#cloud = cloud;
    this.#leaveZone = addDemoZone(core.names, core.controlPlane.informers);
    this.#engine = engine;
    return otcRoutes(cloud, engine);
  }

  /** The controller may begin. */
  ready(cluster: ClusterOptions, core: Core): void {
    const cloud = this.#cloud;
    if (!cloud) throw new Error('the cloud is not open');
    const { cloud: snapshot } = cluster.restore ?? {};
    if (snapshot?.otc) this.#restore(snapshot.otc, cloud);
    const { controlPlane } = core;
    this.#connect({
      name: NAME,
      cluster,
      controlPlane,
      provider: (surroundings) => new OtcProvider({ cloud, activity: controlPlane.activity, ...surroundings }),
    });
  }

  busy(): boolean {
    return this.#cloud?.busy() ?? false;
  }

  onChange(listener: () => void): () => void {
    return this.#cloud?.onChange(listener) ?? (() => {});
  }

  snapshot(): OtcSnapshot | undefined {
    const balancers = this.#engine?.snapshot(({ owner }) => owner === OWNER);
    return this.#cloud && balancers ? { records: this.#cloud.records(), balancers } : undefined;
  }

  close(): void {
    this.#leaveZone();
    this.#cloud?.close();
  }

  #restore({ records, balancers }: OtcSnapshot, cloud: OtcCloud): void {
    this.#engine?.restore(balancers);
    cloud.restore(records);
  }
}

function controllerDeployment(): SystemObject {
  const labels = { app: NAME };
  return {
    path: '/apis/apps/v1/namespaces/kube-system/deployments',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: NAME, namespace: 'kube-system', labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            priorityClassName: 'system-cluster-critical',
            tolerations: [{ operator: 'Exists' }],
            containers: [
              {
                name: NAME,
                image: `${REPOSITORY}:v1.34.2`,
                args: ['--cloud-provider=hws', '--cluster-name=kubernetes', '--leader-elect=false', '--v=2'],
              },
            ],
          },
        },
      },
    },
  };
}
