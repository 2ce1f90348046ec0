import { Type } from 'typebox';

/** What stands in the address of a session's routes. */
export const SessionParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
export const StepParams = Type.Object({
  ...SessionParams.properties,
  step: Type.Integer({ minimum: 1, maximum: 999 }),
});
export const HintParams = Type.Object({ ...StepParams.properties, number: Type.Integer({ minimum: 1, maximum: 99 }) });
export const QuestionParams = Type.Object({ ...SessionParams.properties, question: Type.String({ maxLength: 64 }) });
