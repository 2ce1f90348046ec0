/** nf_tables of a host, as the command `nft` uses it. */
export interface Nftables {
  /** Carries out commands: all of them or none. */
  run(text: string, options: NftOptions): NftAnswer;
}

/** How `nft` prints, of its options. */
export interface NftOptions {
  readonly handles?: boolean;
  readonly numeric?: boolean;
  readonly numericPriority?: boolean;
  readonly services?: boolean;
  readonly stateless?: boolean;
  readonly terse?: boolean;
  readonly json?: boolean;
  /** `-c`: nothing is changed. */
  readonly check?: boolean;
  /** `-e`: what was added is shown. */
  readonly echo?: boolean;
  /** A file's name, for messages; null: the commands were arguments. */
  readonly source?: string | null;
}

export interface NftAnswer {
  readonly output: string;
  /** Empty: all went well. */
  readonly errors: string;
}
