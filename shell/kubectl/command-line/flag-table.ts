/** What a flag takes. `strings` collects every use, splitting at commas where `split` says so. */
export interface FlagDefinition {
  readonly kind: 'string' | 'boolean' | 'integer' | 'duration' | 'strings';
  readonly short?: string;
  readonly default?: string;
  /** The value of a flag that stands alone (pflag's NoOptDefVal), e.g. `--dry-run` or `--cascade`. */
  readonly alone?: string;
  readonly split?: boolean;
}

export type FlagTable = Readonly<Record<string, FlagDefinition>>;

export const boolean = (short?: string, fallback?: boolean): FlagDefinition => ({
  kind: 'boolean',
  alone: 'true',
  ...(short && { short }),
  default: fallback ? 'true' : 'false',
});

export const string = (short?: string, fallback = '', alone?: string): FlagDefinition => ({
  kind: 'string',
  ...(short && { short }),
  default: fallback,
  ...(alone !== undefined && { alone }),
});

export const integer = (short?: string, fallback = '0'): FlagDefinition => ({
  kind: 'integer',
  ...(short && { short }),
  default: fallback,
});

export const duration = (fallback = '0s'): FlagDefinition => ({ kind: 'duration', default: fallback });

export const strings = (short?: string, split = false): FlagDefinition => ({
  kind: 'strings',
  split,
  ...(short && { short }),
});

/** The flags of every verb (`kubectl options`). */
export const GLOBAL_FLAGS: FlagTable = {
  as: string(),
  'as-group': strings(undefined),
  'as-uid': string(),
  'cache-dir': string(),
  'certificate-authority': string(),
  'client-certificate': string(),
  'client-key': string(),
  cluster: string(),
  context: string(),
  'disable-compression': boolean(),
  'insecure-skip-tls-verify': boolean(),
  kubeconfig: string(),
  'log-flush-frequency': duration('5s'),
  'match-server-version': boolean(),
  namespace: string('n'),
  password: string(),
  'request-timeout': string(undefined, '0'),
  server: string('s'),
  'tls-server-name': string(),
  token: string(),
  user: string(),
  username: string(),
  v: integer('v'),
  'warnings-as-errors': boolean(),
  help: boolean('h'),
};

/** `-f`, `-R`, `-k`: what reads manifests. */
export const FILE_FLAGS: FlagTable = {
  filename: strings('f', true),
  kustomize: string('k'),
  recursive: boolean('R'),
};

export const DRY_RUN_FLAG: FlagTable = { 'dry-run': string(undefined, 'none', 'unchanged') };

/** How a verb prints the objects it made or changed. */
export const PRINT_FLAGS: FlagTable = {
  output: string('o'),
  template: string(),
  'allow-missing-template-keys': boolean(undefined, true),
  'show-managed-fields': boolean(),
};
