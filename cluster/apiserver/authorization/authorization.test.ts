import { describe, expect, it } from 'vitest';
import { createFixture, PODS, pod } from '../api-server.fixture.ts';
import { ask } from '../http/ask.fixture.ts';
import { socketPair } from '../http/memory-socket.fixture.ts';
import { createPlainServer } from '../https.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const JSON_BODY = { 'content-type': 'application/json' };

function serve() {
  const fixture = createFixture();
  const accept = createPlainServer(fixture.api);
  const connect = () => {
    const [client, server] = socketPair();
    accept(server);
    return client;
  };
  const as = async (user: string, method: string, path: string, body?: object) => {
    const headers = { 'impersonate-user': user, ...JSON_BODY };
    const { status, text } = await ask(connect, method, path, body && JSON.stringify(body), headers);
    const answer: { message?: string; status?: unknown } = JSON.parse(text);
    return { status, message: answer.message, answer };
  };
  return { ...fixture, connect, as };
}

function bind(user: string, role: string) {
  return {
    metadata: { name: `${user}-${role}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  };
}

const DEFAULT_BINDINGS = `${RBAC}/namespaces/default/rolebindings`;

describe('role-based access control', () => {
  it('refuses what no role allows, and tells what is missing', async () => {
    const { as } = serve();
    const refused = [
      await as('jane', 'GET', PODS),
      await as('jane', 'GET', '/apis/apps/v1/namespaces/default/deployments/web'),
      await as('jane', 'GET', '/api/v1/namespaces/default'),
      await as('jane', 'GET', '/api/v1/nodes?fieldSelector=metadata.name%3Dnode1&watch=true'),
      await as('jane', 'GET', '/metrics'),
    ];
    expect(refused.map(({ status, message }) => `${status} ${message}`)).toEqual([
      '403 pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
      '403 deployments.apps "web" is forbidden: User "jane" cannot get resource "deployments" in API group "apps" in the namespace "default"',
      '403 namespaces "default" is forbidden: User "jane" cannot get resource "namespaces" in API group "" in the namespace "default"',
      '403 nodes "node1" is forbidden: User "jane" cannot watch resource "nodes" in API group "" at the cluster scope',
      '403 forbidden: User "jane" cannot get path "/metrics"',
    ]);
    expect((await as('jane', 'GET', '/apis')).status).toBe(200);
  });

  it('allows what a binding gives in its namespace, and names roles that are not there', async () => {
    const { as, send } = serve();
    await send('POST', DEFAULT_BINDINGS, bind('jane', 'view'));
    await send('POST', DEFAULT_BINDINGS, bind('jane', 'gone'));
    expect((await as('jane', 'GET', PODS)).status).toBe(200);
    expect((await as('jane', 'GET', '/api/v1/namespaces/kube-system/pods')).status).toBe(403);
    expect((await as('jane', 'DELETE', `${PODS}/a`)).message).toBe(
      'pods "a" is forbidden: User "jane" cannot delete resource "pods" in API group "" in the namespace "default": RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found',
    );
  });

  it('lets nobody give away rights that they do not hold', async () => {
    const { as, send } = serve();
    await send('POST', DEFAULT_BINDINGS, bind('jane', 'admin'));
    const role = (rules: object[]) => ({ metadata: { name: 'r' }, rules });
    const roles = `${RBAC}/namespaces/default/roles`;
    const own = role([{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]);
    expect((await as('jane', 'POST', roles, own)).status).toBe(201);
    const more = role([{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] }]);
    expect((await as('jane', 'PUT', `${roles}/r`, more)).message).toBe(
      'roles.rbac.authorization.k8s.io "r" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}',
    );
    expect((await as('jane', 'POST', DEFAULT_BINDINGS, bind('joe', 'cluster-admin'))).status).toBe(403);
    expect((await as('jane', 'POST', DEFAULT_BINDINGS, bind('joe', 'view'))).status).toBe(201);
  });

  it('answers reviews', async () => {
    const { as, send } = serve();
    await send('POST', DEFAULT_BINDINGS, bind('jane', 'view'));
    const review = async (verb: string) => {
      const spec = { resourceAttributes: { verb, resource: 'pods', namespace: 'default' } };
      return (await as('jane', 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec })).answer
        .status;
    };
    expect(await review('list')).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "jane-view/default" of ClusterRole "view" to User "jane"',
    });
    expect(await review('delete')).toEqual({ allowed: false });
    const who = await as('jane', 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {});
    expect(who.answer.status).toEqual({ userInfo: { username: 'jane', groups: ['system:authenticated'] } });
  });
});

describe('service account tokens', () => {
  const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';

  async function withToken(spec: object = {}) {
    const served = serve();
    await served.send('POST', ACCOUNTS, { metadata: { name: 'robot' } });
    const answer = await served.send('POST', `${ACCOUNTS}/robot/token`, { spec });
    const { status } = answer.body as { status: { token: string } };
    const call = (path: string) =>
      ask(served.connect, 'GET', path, undefined, { authorization: `Bearer ${status.token}` });
    const review = async (audiences?: string[]) => {
      const body = { spec: { token: status.token, ...(audiences && { audiences }) } };
      const { body: reviewed } = await served.send('POST', '/apis/authentication.k8s.io/v1/tokenreviews', body);
      return (reviewed as { status: { user: { extra?: object }; error?: string; authenticated?: boolean } }).status;
    };
    return { ...served, token: status.token, call, review };
  }

  it('are accounts to the API server', async () => {
    const { call, review } = await withToken();
    expect(JSON.parse((await call(PODS)).text).message).toBe(
      'pods is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    const { user, ...answer } = await review();
    expect(answer).toEqual({ authenticated: true, audiences: ['https://kubernetes.default.svc.cluster.local'] });
    expect(user).toMatchObject({
      username: 'system:serviceaccount:default:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    });
  });

  it('end with their time, their account and their pod', async () => {
    const timed = await withToken({ expirationSeconds: 600 });
    await timed.clock.advance(700_000);
    expect((await timed.call(PODS)).status).toBe(401);
    expect((await timed.review()).error).toBe('[invalid bearer token, service account token has expired]');

    const orphaned = await withToken();
    await orphaned.send('DELETE', `${ACCOUNTS}/robot`);
    expect((await orphaned.call(PODS)).status).toBe(401);

    const bound = serve();
    await bound.send('POST', ACCOUNTS, { metadata: { name: 'robot' } });
    await bound.send('POST', PODS, pod('p', { serviceAccountName: 'robot' }));
    const spec = { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p' } };
    const { body } = await bound.send('POST', `${ACCOUNTS}/robot/token`, { spec });
    const headers = { authorization: `Bearer ${(body as { status: { token: string } }).status.token}` };
    expect((await ask(bound.connect, 'GET', PODS, undefined, headers)).status).toBe(403);
    await bound.send('DELETE', `${PODS}/p`, { gracePeriodSeconds: 0 });
    expect((await ask(bound.connect, 'GET', PODS, undefined, headers)).status).toBe(401);
  });

  it('are for their audience alone', async () => {
    const { call, review } = await withToken({ audiences: ['vault'] });
    expect((await call(PODS)).status).toBe(401);
    expect((await review(['vault', 'other'])).authenticated).toBe(true);
    expect((await review()).error).toBe(
      '[invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["https://kubernetes.default.svc.cluster.local"]]',
    );
  });
});
