import { ruleRows } from '../../describe/roles.ts';
import { recordsAt, stringAt, valueAt } from '../../json.ts';
import { Columns } from '../../printers/columns.ts';
import type { Session } from '../../session.ts';

/** `auth can-i --list`: everything that the asking user may do in a namespace. */
export async function listRules(session: Session): Promise<number> {
  const review = await session.client.json({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: session.namespace },
    },
  });
  if (valueAt(review, 'status', 'incomplete') === true)
    session.warn(`the list may be incomplete: ${stringAt(review, 'status', 'evaluationError')}`);
  const rules = [...recordsAt(review, 'status', 'resourceRules'), ...recordsAt(review, 'status', 'nonResourceRules')];
  const head = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];
  const rows = ruleRows(rules);
  await session.print(new Columns().format(session.flags.boolean('no-headers') ? rows : [head, ...rows]));
  return 0;
}
