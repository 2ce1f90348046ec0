import { define, type Library, noSuchOverload, textOf } from '../function.ts';
import { type CelValue, OpaqueValue } from '../value.ts';

/** What an expression asks about: a resource or a path, by the user of the request or a service account. */
export interface AuthorizationQuestion {
  readonly verb: string;
  readonly path?: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** NAMESPACE/NAME; absent: the user of the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface AuthorizationAnswer {
  readonly allowed: boolean;
  readonly reason: string;
  /** '' when there was none. */
  readonly error: string;
}

export type Authorize = (question: AuthorizationQuestion) => AuthorizationAnswer;

export const AUTHORIZER = 'kubernetes.authorization.Authorizer';
const PATH = 'kubernetes.authorization.PathCheck';
const GROUP = 'kubernetes.authorization.GroupCheck';
export const RESOURCE = 'kubernetes.authorization.ResourceCheck';
const DECISION = 'kubernetes.authorization.Decision';

const NOTHING: AuthorizationQuestion = {
  verb: '',
  group: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
};

/** A question that is being put together. */
class Check extends OpaqueValue {
  readonly typeName: string;
  readonly authorize: Authorize;
  readonly question: AuthorizationQuestion;
  constructor(typeName: string, authorize: Authorize, question: AuthorizationQuestion) {
    super();
    this.typeName = typeName;
    this.authorize = authorize;
    this.question = question;
  }
  equals(other: OpaqueValue): boolean {
    return other === this;
  }
  with(change: Partial<AuthorizationQuestion>, typeName = this.typeName): Check {
    return new Check(typeName, this.authorize, { ...this.question, ...change });
  }
}

class Decision extends OpaqueValue {
  readonly typeName = DECISION;
  readonly answer: AuthorizationAnswer;
  constructor(answer: AuthorizationAnswer) {
    super();
    this.answer = answer;
  }
  equals(other: OpaqueValue): boolean {
    return other === this;
  }
}

/** The variable `authorizer`. */
export function authorizerValue(authorize: Authorize): OpaqueValue {
  return new Check(AUTHORIZER, authorize, NOTHING);
}

/** The variable `authorizer.requestResource`. */
export function resourceCheckValue(authorize: Authorize, question: Partial<AuthorizationQuestion>): OpaqueValue {
  return new Check(RESOURCE, authorize, { ...NOTHING, ...question });
}

function check(value: CelValue | undefined): Check {
  if (!(value instanceof Check)) throw noSuchOverload();
  return value;
}

function answer(value: CelValue | undefined): AuthorizationAnswer {
  if (!(value instanceof Decision)) throw noSuchOverload();
  return value.answer;
}

const detail = (field: 'subresource' | 'namespace' | 'name' | 'fieldSelector' | 'labelSelector') =>
  define([`${RESOURCE}.(string) ${RESOURCE}`], ([a, b]) => check(a).with({ [field]: textOf(b) }));

/** apiserver/pkg/cel/library/authz.go. */
export const authorization: Library = {
  path: define([`${AUTHORIZER}.(string) ${PATH}`], ([a, b]) => check(a).with({ path: textOf(b) }, PATH)),
  group: define([`${AUTHORIZER}.(string) ${GROUP}`], ([a, b]) => check(a).with({ group: textOf(b) }, GROUP)),
  serviceAccount: define([`${AUTHORIZER}.(string, string) ${AUTHORIZER}`], ([a, namespace, name]) =>
    check(a).with({ serviceAccount: { namespace: textOf(namespace), name: textOf(name) } }),
  ),
  resource: define([`${GROUP}.(string) ${RESOURCE}`], ([a, b]) => check(a).with({ resource: textOf(b) }, RESOURCE)),
  subresource: detail('subresource'),
  namespace: detail('namespace'),
  name: detail('name'),
  fieldSelector: detail('fieldSelector'),
  labelSelector: detail('labelSelector'),
  check: define([`${PATH}.(string) ${DECISION}`, `${RESOURCE}.(string) ${DECISION}`], ([a, verb], context) => {
    context.charge(350_000);
    const { authorize, question } = check(a);
    return new Decision(authorize({ ...question, verb: textOf(verb) }));
  }),
  allowed: define([`${DECISION}.() bool`], ([a]) => answer(a).allowed),
  reason: define([`${DECISION}.() string`], ([a]) => answer(a).reason),
  errored: define([`${DECISION}.() bool`], ([a]) => answer(a).error !== ''),
  error: define([`${DECISION}.() string`], ([a]) => answer(a).error),
};
