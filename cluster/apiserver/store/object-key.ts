/** Where one object lives: `apps/deployments`, namespace ('' when it has none) and name. */
export interface ObjectKey {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}
