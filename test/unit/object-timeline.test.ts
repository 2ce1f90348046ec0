import { afterEach, expect, test } from 'vitest';
import { startTrafficCluster, type TrafficCluster } from '../helpers/traffic-cluster.ts';

let traffic: TrafficCluster;
afterEach(() => traffic.close());

const SERVICE = `kubectl apply -f - <<'END'
apiVersion: v1
kind: Service
metadata:
  name: hello
  annotations:
    kubernetes.io/elb.class: union
    kubernetes.io/elb.autocreate: '{"type":"public","name":"k8s-hello","bandwidth_name":"bw","bandwidth_chargemode":"traffic","bandwidth_size":5,"bandwidth_sharetype":"PER","eip_type":"5_bgp"}'
spec:
  type: LoadBalancer
  selector: {app: hello}
  ports: [{port: 80}]
END`;

test('one apply of a LoadBalancer Service: who wrote what when, in order, up to the announcement', async () => {
  traffic = await startTrafficCluster(['cloud=otc']);
  traffic.cluster.setPace('real');
  await traffic.shell(`${SERVICE}\nsleep 8`);
  const { stdout } = await traffic.shell('hops --timeline service/hello -o json');
  const { entries } = JSON.parse(stdout) as {
    entries: { atMs: number; who: string; what: string; object: string; detail: string }[];
  };
  const said = entries.map(({ who, what, object, detail }) => `${who}: ${what} ${object} ${detail}`.trim());
  const places = [
    /^kubectl-client-side-apply: created Service default\/hello applied$/,
    /^service-controller: EnsuringLoadBalancer Service default\/hello/,
    /^cloud: created LoadBalancer k8s-hello$/,
    /^cloud: address bound LoadBalancer k8s-hello/,
    /^hws-cloudprovider: updated Service default\/hello metadata\.annotations\.kubernetes\.io\/elb\.id/,
    /^hws-cloudprovider: updated Service default\/hello status\.loadBalancer/,
    /^cloud: announced LoadBalancer k8s-hello/,
  ].map((line) => said.findIndex((text) => line.test(text)));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThanOrEqual(0);
  const times = entries.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const { stdout: text } = await traffic.shell('hops --timeline svc/hello');
  expect(text.split('\n')[0]).toMatch(
    /^\d\d:\d\d:\d\d {5}\+0\.0 s {2}kubectl-client-side-apply {2}created Service default\/hello {2}applied$/,
  );
});
