import type { Cluster, ClusterOptions } from '../../cluster/cluster.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { VirtualClock } from '../../cluster/machinery/virtual-clock.ts';
import type { Trace } from '../../cluster/trace/trace.ts';
import { checkerPrograms, giveCheckerDoor } from '../../server/drivers/embedded/checker-programs.ts';
import { runScript } from '../../server/drivers/embedded/run-script.ts';
import { createPrograms } from '../../shell/programs.ts';

export interface TrafficCluster {
  readonly cluster: Cluster;
  /** Runs bash on the learner's client and waits until the cluster has settled. Throws when it fails. */
  run(script: string): Promise<string>;
  /** Runs bash on the learner's client, whatever comes of it. */
  shell(script: string): Promise<{ code: number; stdout: string; stderr: string }>;
  /** As `shell`, as a check. */
  check(script: string): Promise<{ code: number; stdout: string; stderr: string }>;
  trace(url: string): Promise<Trace>;
  close(): void;
}

/** A cluster on a virtual clock, for tests of what traffic does in it. */
export async function startTrafficCluster(
  addons: ClusterOptions['addons'] = ['cloud=manual', 'ingress'],
  seed = 20_260_105,
): Promise<TrafficCluster> {
  const clock = new VirtualClock();
  const cluster = await createCluster({
    nodes: 4,
    clock,
    random: new SeededRandom(seed),
    token: 'token',
    pace: 'instant',
    addons,
    programs: createPrograms,
    checkerPrograms,
    logger: { error: () => {} },
  });
  const stop = clock.runFreely();
  giveCheckerDoor(cluster.checker, { traces: cluster.traces, limitLink: cluster.limitLink, kept: new Map() });
  await cluster.settled();
  return {
    cluster,
    run: async (script) => {
      const { code, stdout, stderr } = await runScript(cluster.client, script);
      if (code !== 0) throw new Error(`exit code ${code}: ${stderr || stdout}`);
      await cluster.settled();
      return stdout;
    },
    shell: (script) => runScript(cluster.client, script),
    check: (script) => runScript(cluster.checker, script),
    trace: (url) => cluster.traces.probe(url, { timeoutMs: 3000 }),
    close: () => {
      cluster.close();
      stop();
    },
  };
}

/** `kubectl apply` of a Deployment of `colour` pods on 8080, and of a Service `web` before it with these fields. */
export function webManifests({
  replicas = 3,
  service = 'type: NodePort',
  ports = 'ports: [{port: 80, targetPort: 8080, nodePort: 30080}]',
  selector = 'app: web',
  probe = '',
  placement = '',
}: Partial<Record<'service' | 'ports' | 'selector' | 'probe' | 'placement', string>> & {
  replicas?: number;
} = {}): string {
  return `cat > /tmp/web.yaml <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      ${placement}
      containers:
      - name: web
        image: ghcr.io/rabbithole-labs/colour:1.0
        args: [--colour, blue, --port, "8080"]
        ports: [{name: http, containerPort: 8080}]
        ${probe}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ${service}
  selector: {${selector}}
  ${ports}
END
kubectl apply -f /tmp/web.yaml
`;
}

/** `kubectl apply` of an ingress-nginx with these replicas and of its Service `ingress`, NodePort 32000. */
export function ingressNginx({
  replicas = 1,
  pod = 'nodeName: node1',
  service = 'type: NodePort',
}: {
  replicas?: number;
  pod?: string;
  service?: string;
} = {}): string {
  return `cat > /tmp/ingress.yaml <<'END'
apiVersion: v1
kind: Namespace
metadata: {name: ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ingress}}
  template:
    metadata: {labels: {app: ingress}}
    spec:
      ${pod}
      containers:
      - name: controller
        image: registry.k8s.io/ingress-nginx/controller:v1.13.3
        env:
        - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
        ports: [{name: http, containerPort: 80}]
        readinessProbe: {httpGet: {path: /healthz, port: 10254}}
---
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: ingress-nginx}
spec:
  ${service}
  selector: {app: ingress}
  ports: [{port: 80, targetPort: http, nodePort: 32000}]
END
kubectl apply -f /tmp/ingress.yaml
`;
}
