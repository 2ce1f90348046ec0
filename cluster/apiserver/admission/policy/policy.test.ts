import { expect, it } from 'vitest';
import type { Status } from '../../../machinery/kubernetes-object.ts';
import { CONFIG_MAPS, configMap, createFixture, DEPLOYMENTS, deployment } from '../../api-server.fixture.ts';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const textOf = ({ status, body, warnings = [] }: { status: number; body: unknown; warnings?: readonly string[] }) =>
  [`${status} ${(body as Status).reason ?? ''} ${(body as Status).message ?? ''}`.trim(), ...warnings].join('\n');

function setUp() {
  const { send } = createFixture();
  return {
    send,
    add: async (spec: object, binding: object = {}, resources = ['deployments']) => {
      const rule = { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources };
      const policy = { metadata: { name: 'p' }, spec: { matchConstraints: { resourceRules: [rule] }, ...spec } };
      expect(textOf(await send('POST', `${ADMISSION}/validatingadmissionpolicies`, policy))).toBe('201');
      const bound = { metadata: { name: 'b' }, spec: { policyName: 'p', validationActions: ['Deny'], ...binding } };
      expect(textOf(await send('POST', `${ADMISSION}/validatingadmissionpolicybindings`, bound))).toBe('201');
    },
  };
}

it('denies in the words of its message, its expression or its error', async () => {
  const { send, add } = setUp();
  await add({
    variables: [{ name: 'replicas', expression: 'object.spec.replicas' }],
    validations: [
      { expression: 'variables.replicas > 1', messageExpression: "'replicas: ' + string(variables.replicas)" },
      { expression: "object.metadata.name != 'bad'" },
      { expression: "object.metadata.labels['team'] == 'x'", reason: 'Forbidden' },
    ],
  });
  const prefix = "is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request:";
  expect(textOf(await send('POST', DEPLOYMENTS, deployment('one')))).toBe(
    `422 Invalid deployments.apps "one" ${prefix} replicas: 1`,
  );
  expect(textOf(await send('POST', DEPLOYMENTS, deployment('bad', { replicas: 2 })))).toBe(
    `422 Invalid deployments.apps "bad" ${prefix} failed expression: object.metadata.name != 'bad'`,
  );
  expect(textOf(await send('POST', DEPLOYMENTS, deployment('good', { replicas: 2 })))).toBe(
    `422 Invalid deployments.apps "good" ${prefix} expression 'object.metadata.labels['team'] == 'x'' resulted in error: no such key: team`,
  );
  const labelled = deployment('good', { replicas: 2 });
  expect(
    textOf(await send('POST', DEPLOYMENTS, { ...labelled, metadata: { name: 'good', labels: { team: 'y' } } })),
  ).toBe(`403 Forbidden deployments.apps "good" ${prefix} failed expression: object.metadata.labels['team'] == 'x'`);
  expect(textOf(await send('POST', CONFIG_MAPS, configMap('other')))).toBe('201');
});

it('takes parameters, match conditions and warns instead of denying', async () => {
  const { send, add } = setUp();
  await add(
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConditions: [{ name: 'not-free', expression: "!object.metadata.name.startsWith('free')" }],
      validations: [{ expression: 'object.spec.replicas <= int(params.data.max)', message: 'too many' }],
    },
    {
      paramRef: { name: 'limits', namespace: 'default', parameterNotFoundAction: 'Deny' },
      validationActions: ['Warn'],
    },
  );
  expect(textOf(await send('POST', DEPLOYMENTS, deployment('a', { replicas: 3 })))).toBe(
    `422 Invalid deployments.apps "a" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
  );
  await send('POST', CONFIG_MAPS, configMap('limits', { max: '2' }));
  expect(textOf(await send('POST', DEPLOYMENTS, deployment('a', { replicas: 3 })))).toBe(
    "201\nValidation failed for ValidatingAdmissionPolicy 'p' with binding 'b': too many",
  );
  expect(textOf(await send('POST', DEPLOYMENTS, deployment('free', { replicas: 3 })))).toBe('201');
});

it('asks the authorizer', async () => {
  const { send, add } = setUp();
  await add(
    {
      validations: [
        {
          expression:
            "authorizer.serviceAccount('default', 'nobody').group('').resource('pods').check('list').allowed()",
        },
      ],
    },
    {},
    ['configmaps'],
  );
  expect(textOf(await send('POST', CONFIG_MAPS, configMap('a')))).toMatch(
    /^422 Invalid configmaps "a" is forbidden: .*allowed\(\)$/,
  );
});

it('takes no expression that does not compile', async () => {
  const { send } = setUp();
  const policy = {
    metadata: { name: 'p' },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }],
      },
      validations: [{ expression: 'nothing > 1' }, { expression: "'text'" }],
    },
  };
  expect(textOf(await send('POST', `${ADMISSION}/validatingadmissionpolicies`, policy))).toBe(
    '422 Invalid ValidatingAdmissionPolicy.admissionregistration.k8s.io "p" is invalid: [' +
      'spec.validations[0].expression: Invalid value: "nothing > 1": compilation failed: ERROR: <input>:1:1: ' +
      "undeclared reference to 'nothing' (in container '')\n | nothing > 1\n | ^, " +
      'spec.validations[1].expression: Invalid value: "\'text\'": must evaluate to bool but got string]',
  );
});

it('tells in the status what the types say of the expressions', async () => {
  const { send, add } = setUp();
  await add({
    matchConstraints: {
      resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }],
    },
    validations: [{ expression: 'object.spec.replicas > 1' }, { expression: "object.spec.replicas > '1'" }],
  });
  const { body } = await send('GET', `${ADMISSION}/validatingadmissionpolicies/p`);
  expect((body as { status?: unknown }).status).toEqual({
    observedGeneration: 1,
    typeChecking: {
      expressionWarnings: [
        {
          fieldRef: 'spec.validations[1].expression',
          warning:
            "apps/v1, Kind=Deployment: compilation failed: ERROR: <input>:1:22: found no matching overload for '_>_' " +
            "applied to '(int, string)'\n | object.spec.replicas > '1'\n | .....................^\n",
        },
      ],
    },
  });
});
