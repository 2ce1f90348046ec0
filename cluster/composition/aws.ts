import type { Client } from '../client/client.ts';
import { NODES, SERVICES } from '../client/resources.ts';
import {
  AWS_REGION,
  availabilityZone,
  ELB_ZONE_ID,
  type InstanceDescription,
  instanceId,
} from '../cloud/aws/aws-account.ts';
import { awsRoutes } from '../cloud/aws/aws-api.ts';
import { AwsProvider, nodeIndex } from '../cloud/aws/aws-provider.ts';
import { ClassicLoadBalancers } from '../cloud/aws/classic-load-balancers.ts';
import { ec2Operations, stsOperations } from '../cloud/aws/ec2-operations.ts';
import { elbOperations } from '../cloud/aws/elb-operations.ts';
import { DEVCLUSTER_ZONE, ELB_ZONE } from '../cloud/aws/hosted-zones.ts';
import { route53Operations } from '../cloud/aws/route53-operations.ts';
import type { ApiRoute } from '../cloud/http-api.ts';
import { HostedZone } from '../cloud/zone/hosted-zone.ts';
import type { ClusterOptions } from '../cluster.ts';
import type { Image } from '../kubelet/image.ts';
import type { Balancers } from './balancers.ts';
import { type CloudController, createCloudControllerImage } from './cloud-controller.ts';
import type { Core } from './core.ts';
import type { SystemObject } from './system-objects.ts';

const NAME = 'aws-cloud-controller-manager';
const REPOSITORY = 'registry.k8s.io/provider-aws/cloud-controller-manager';
/** What the ingress operator and Route 53 take together, at a believable pace. */
const ALIAS_DELAY_MS = 3_000;

/** The add-on `cloud=aws`: an account with classic load balancers and Route 53, and its controller in the cluster. */
export class AwsAddon {
  readonly image: Image;
  readonly objects: readonly SystemObject[] = [controllerDeployment()];
  #elb: ClassicLoadBalancers | undefined;
  #connect: (controller: CloudController) => void = () => {};
  #stop: () => void = () => {};

  constructor() {
    const connected = new Promise<CloudController>((resolve) => {
      this.#connect = resolve;
    });
    this.image = createCloudControllerImage({ repository: REPOSITORY, sizeBytes: 19_407_122 }, NAME, connected);
  }

  open({ clock }: ClusterOptions, { names, nodes }: Core, { engine }: Balancers): readonly ApiRoute[] {
    const zone = new HostedZone(ELB_ZONE);
    names.zones.add(zone);
    names.zones.add(new HostedZone(DEVCLUSTER_ZONE));
    const elb = new ClassicLoadBalancers({ balancers: engine, zones: names.zones, zone, clock });
    this.#elb = elb;
    const launchedMs = clock.now();
    const instances = (): InstanceDescription[] =>
      nodes.map(({ name, address }) => ({
        id: instanceId(name),
        name,
        address,
        zone: availabilityZone(nodeIndex(name)),
        launchedMs,
      }));
    return awsRoutes({
      elb: elbOperations(elb),
      ec2: ec2Operations(instances),
      route53: route53Operations(names.zones, () => clock.now()),
      sts: stsOperations,
    });
  }

  /** The controller may begin. */
  ready(cluster: ClusterOptions, { controlPlane, pace, names, nodes }: Core): void {
    const elb = this.#elb;
    if (!elb) throw new Error('the account is not open');
    const { activity, informers } = controlPlane;
    this.#connect({
      name: NAME,
      cluster,
      controlPlane,
      provider: () => new AwsProvider({ elb, clock: cluster.clock, activity, pace }),
    });
    const alias = (hostname: string) => {
      const zone = names.zones.holding(`apps.cluster1.${DEVCLUSTER_ZONE.name}`);
      const target = { target: `${hostname}.`, zoneId: ELB_ZONE_ID, evaluateTargetHealth: false };
      zone?.upsert({ name: `*.apps.cluster1.${DEVCLUSTER_ZONE.name}`, type: 'A', alias: target });
      names.zones.changed();
    };
    // Without a pace nobody waits for two health checks.
    for (const { kubeProxy } of nodes) kubeProxy.onSync(() => pace() === 'instant' && elb.checkIdle());
    let known = '';
    // As OpenShift's ingress operator does for its router's Service.
    this.#stop = informers.informer(SERVICES).onChange((service) => {
      if (service?.metadata.namespace !== 'openshift-ingress' || service.metadata.name !== 'router-default') return;
      const hostname = service.status?.loadBalancer?.ingress?.[0]?.hostname;
      if (!hostname || hostname === known) return;
      known = hostname;
      if (pace() === 'instant') alias(hostname);
      else cluster.clock.schedule(ALIAS_DELAY_MS, () => alias(hostname));
    });
  }

  /** What the controller tells of each machine: its instance, zone and region. */
  async describeNodes(client: Client, names: readonly string[]): Promise<void> {
    for (const name of names) {
      const zone = availabilityZone(nodeIndex(name));
      const labels = {
        'node.kubernetes.io/instance-type': 'm6i.xlarge',
        'topology.kubernetes.io/region': AWS_REGION,
        'topology.kubernetes.io/zone': zone,
      };
      const spec = { providerID: `aws:///${zone}/${instanceId(name)}` };
      await client.resource(NODES).patch(name, { metadata: { labels }, spec }, { type: 'merge' });
    }
  }

  close(): void {
    this.#stop();
  }
}

function controllerDeployment(): SystemObject {
  const labels = { 'k8s-app': NAME };
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
            hostNetwork: true,
            priorityClassName: 'system-cluster-critical',
            tolerations: [{ operator: 'Exists' }],
            containers: [
              {
                name: NAME,
                image: `${REPOSITORY}:v1.34.0`,
                args: ['--cloud-provider=aws', '--cluster-name=cluster1', '--leader-elect=false', '--v=2'],
              },
            ],
          },
        },
      },
    },
  };
}
