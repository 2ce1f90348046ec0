import { type Static, Type } from 'typebox';
import { AnswerResult, CheckResult, Progress, SessionState } from './sessions.ts';
import { Topology } from './topology.ts';
import { Trace } from './trace.ts';

/** Text frames of /api/sessions/:id/events, server to page. The first three frames are state, topology, progress; then the last traces, oldest first. */
export const SessionEvent = Type.Union([
  Type.Object({ type: Type.Literal('state'), state: SessionState }),
  Type.Object({ type: Type.Literal('topology'), topology: Topology }),
  Type.Object({ type: Type.Literal('progress'), progress: Progress }),
  Type.Object({ type: Type.Literal('trace'), trace: Trace }),
  /** Many at once: what was left out, by result. */
  Type.Object({ type: Type.Literal('skipped'), count: Type.Integer() }),
  Type.Object({ type: Type.Literal('check'), check: CheckResult }),
  Type.Object({ type: Type.Literal('answer'), answer: AnswerResult }),
]);
export type SessionEvent = Static<typeof SessionEvent>;
