/** Commands whose answers are not the real cluster's, by script, each with the reason. One that is equal after all fails. */
export const knownDifferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
