import type { LoadBalancers } from '../balancing/load-balancers.ts';
import type { ApiCall, ApiRoute } from '../http-api.ts';
import {
  eipOrder,
  elbOrder,
  listenerOrder,
  memberOrder,
  monitorSettings,
  poolChanges,
  poolOrder,
  textField,
} from './otc-bodies.ts';
import type { OtcCloud } from './otc-cloud.ts';
import { OtcView } from './otc-view.ts';

const ELB = '/v3/elb';

/** The account's APIs, as `otc` calls them: load balancers (ELB v3), public addresses and bandwidths (VPC v1). */
export function otcRoutes(cloud: OtcCloud, engine: LoadBalancers): ApiRoute[] {
  const view = new OtcView(cloud, engine);
  return [
    ...elbRoutes(cloud, view),
    ...listenerRoutes(cloud, view),
    ...poolRoutes(cloud, view),
    ...memberRoutes(cloud, view),
    ...monitorRoutes(cloud, view),
    ...eipRoutes(cloud, view),
    ...bandwidthRoutes(cloud, view),
  ];
}

type Method = ApiRoute['method'];

/** `path`: with `:id` where an id stands. */
function route(
  method: Method,
  path: string,
  handle: (ids: readonly [string, string], call: ApiCall) => unknown,
): ApiRoute {
  const pattern = new RegExp(`^${path.replaceAll(':id', '([^/]+)')}$`);
  return {
    method,
    path: pattern,
    handle: (call) => handle([call.parameters[0] ?? '', call.parameters[1] ?? ''], call),
  };
}

function elbRoutes(cloud: OtcCloud, view: OtcView): ApiRoute[] {
  const { elbs } = cloud;
  return [
    route('GET', `${ELB}/loadbalancers`, () => ({ loadbalancers: elbs.elbs().map((elb) => view.elb(elb)) })),
    route('GET', `${ELB}/loadbalancers/:id`, ([id]) => ({ loadbalancer: view.elb(elbs.elb(id)) })),
    route('POST', `${ELB}/loadbalancers`, async (_ids, { body }) => ({
      loadbalancer: view.elb(await cloud.createElb(elbOrder(body))),
    })),
    route('DELETE', `${ELB}/loadbalancers/:id`, ([id]) => cloud.deleteElb(id)),
    route('DELETE', `${ELB}/loadbalancers/:id/force-elb`, ([id]) => cloud.deleteElb(id, { cascade: true })),
  ];
}

function listenerRoutes({ elbs }: OtcCloud, view: OtcView): ApiRoute[] {
  return [
    route('GET', `${ELB}/listeners`, () => ({ listeners: elbs.listeners().map((each) => view.listener(each)) })),
    route('GET', `${ELB}/listeners/:id`, ([id]) => ({ listener: view.listener(elbs.listener(id)) })),
    route('POST', `${ELB}/listeners`, (_ids, { body }) => {
      const { poolId, ...order } = listenerOrder(body);
      const { id } = elbs.addListener(order);
      if (poolId !== null) elbs.setPool(id, poolId);
      return { listener: view.listener(elbs.listener(id)) };
    }),
    route('PUT', `${ELB}/listeners/:id`, ([id], { body }) => {
      elbs.setPool(id, textField(body, 'default_pool_id') || null);
      return { listener: view.listener(elbs.listener(id)) };
    }),
    route('DELETE', `${ELB}/listeners/:id`, ([id]) => elbs.removeListener(id)),
  ];
}

function poolRoutes({ elbs }: OtcCloud, view: OtcView): ApiRoute[] {
  return [
    route('GET', `${ELB}/pools`, () => ({ pools: elbs.pools().map((pool) => view.pool(pool)) })),
    route('GET', `${ELB}/pools/:id`, ([id]) => ({ pool: view.pool(elbs.pool(id)) })),
    route('POST', `${ELB}/pools`, (_ids, { body }) => {
      const { listenerId, ...order } = poolOrder(body, elbs);
      return { pool: view.pool(elbs.pool(elbs.addPool(order, listenerId).id)) };
    }),
    route('PUT', `${ELB}/pools/:id`, ([id], { body }) => {
      elbs.changePool(id, poolChanges(body));
      return { pool: view.pool(elbs.pool(id)) };
    }),
    route('DELETE', `${ELB}/pools/:id`, ([id]) => elbs.removePool(id)),
  ];
}

function memberRoutes({ elbs }: OtcCloud, view: OtcView): ApiRoute[] {
  const members = `${ELB}/pools/:id/members`;
  const viewAll = (poolId: string) => elbs.pool(poolId).members.map((member) => view.member(elbs.pool(poolId), member));
  return [
    route('GET', members, ([poolId]) => ({ members: viewAll(poolId) })),
    route('POST', members, ([poolId], { body }) => {
      const member = elbs.addMember(poolId, memberOrder(body));
      return { member: view.member(elbs.pool(poolId), member) };
    }),
    route('PUT', `${members}/:id`, ([poolId, id], { body }) => {
      elbs.changeMember(poolId, id, memberOrder(body, elbs.member(poolId, id)));
      return { member: view.member(elbs.pool(poolId), elbs.member(poolId, id)) };
    }),
    route('DELETE', `${members}/:id`, ([poolId, id]) => elbs.removeMember(poolId, id)),
  ];
}

function monitorRoutes({ elbs }: OtcCloud, view: OtcView): ApiRoute[] {
  const monitors = `${ELB}/healthmonitors`;
  return [
    route('GET', monitors, () => ({ healthmonitors: elbs.monitors().map((monitor) => view.monitor(monitor)) })),
    route('GET', `${monitors}/:id`, ([id]) => ({ healthmonitor: view.monitor(elbs.monitor(id)) })),
    route('POST', monitors, (_ids, { body }) => ({
      healthmonitor: view.monitor(elbs.addMonitor(textField(body, 'pool_id'), monitorSettings(body))),
    })),
    route('PUT', `${monitors}/:id`, ([id], { body }) => {
      elbs.changeMonitor(id, monitorSettings(body, elbs.monitor(id).settings));
      return { healthmonitor: view.monitor(elbs.monitor(id)) };
    }),
    route('DELETE', `${monitors}/:id`, ([id]) => elbs.removeMonitor(id)),
  ];
}

function eipRoutes(cloud: OtcCloud, view: OtcView): ApiRoute[] {
  const { addresses } = cloud;
  return [
    route('GET', '/v1/publicips', () => ({ publicips: addresses.list().map((eip) => view.eip(eip)) })),
    route('GET', '/v1/publicips/:id', ([id]) => ({ publicip: view.eip(addresses.get(id)) })),
    route('POST', '/v1/publicips', async (_ids, { body }) => ({
      publicip: view.eip(await cloud.createEip(eipOrder(body))),
    })),
    route('PUT', '/v1/publicips/:id', ([id], { body }) => {
      const elbId = textField(body, 'associate_instance_id');
      if (elbId === '') cloud.unbind(id);
      else cloud.bind(id, elbId);
      return { publicip: view.eip(addresses.get(id)) };
    }),
    route('DELETE', '/v1/publicips/:id', ([id]) => cloud.releaseEip(id)),
  ];
}

function bandwidthRoutes({ addresses }: OtcCloud, view: OtcView): ApiRoute[] {
  return [
    route('GET', '/v1/bandwidths', () => ({ bandwidths: addresses.bandwidths().map((each) => view.bandwidth(each)) })),
    route('GET', '/v1/bandwidths/:id', ([id]) => ({ bandwidth: view.bandwidth(addresses.bandwidth(id)) })),
    route('PUT', '/v1/bandwidths/:id', ([id], { body }) => {
      addresses.resize(id, Number(body['size']));
      return { bandwidth: view.bandwidth(addresses.bandwidth(id)) };
    }),
  ];
}
