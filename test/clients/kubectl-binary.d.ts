export const VERSION: string;
export function kubectlBinary(): string | undefined;
