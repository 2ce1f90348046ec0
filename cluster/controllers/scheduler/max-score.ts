/** framework.MaxNodeScore: what each plugin's scores are stretched to. */
export const MAX_SCORE = 100;
