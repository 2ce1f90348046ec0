// The rooms and who may know whom: docs/decisions/001-rooms.md.
const inside = (room, allowed) => ({
  name: `${room.replace('/', '-')}-knows-only`,
  comment: `${room} may import ${allowed.join(', ') || 'nothing outside itself'}`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^(cluster|shell|server|web|test)/', pathNot: [`^${room}/`, ...allowed.map((a) => `^${a}`)] },
});
const cluster = (room, allowed) => ({
  ...inside(
    `cluster/${room}`,
    allowed.map((a) => `cluster/${a}`),
  ),
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    inside('cluster', []),
    inside('shell', ['cluster/machinery/']),
    inside('web', ['server/schemas/']),
    {
      name: 'server-reaches-the-cluster-through-drivers',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/drivers/', '\\.test\\.ts$'] },
      to: { path: '^(cluster|shell)/' },
    },
    cluster('machinery', []),
    cluster('network', ['machinery/']),
    cluster('proxy', ['machinery/', 'network/']),
    cluster('resources', ['machinery/']),
    cluster('cel', ['machinery/']),
    cluster('apiserver', ['machinery/', 'resources/', 'cel/']),
    cluster('client', ['machinery/']),
    cluster('controllers', ['machinery/', 'client/']),
    cluster('images', ['machinery/', 'proxy/', 'kubelet/image.ts']),
    cluster('kubelet', ['machinery/', 'client/', 'network/', 'images/']),
    cluster('kube-proxy', ['machinery/', 'client/', 'network/']),
    cluster('cloud', ['machinery/', 'client/', 'network/', 'proxy/']),
    cluster('metrics', ['machinery/', 'client/', 'resources/']),
    cluster('ingress', ['machinery/', 'client/', 'proxy/', 'kubelet/image.ts']),
    cluster('openshift', ['machinery/', 'client/', 'resources/', 'proxy/', 'kubelet/image.ts']),
    cluster('trace', ['machinery/', 'network/', 'client/', 'cloud/http-api.ts', 'cloud/cloud-error.ts']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
