/** The IP sets of one host, as ipset and kube-proxy see them. Methods throw `IpSetError` with the words that ipset prints. */
export interface IpSets {
  /** In the order in which they were made. */
  names(): string[];
  describe(name: string): IpSetInfo;
  /** `options` as ipset takes them: `family inet maxelem 65536`, `range 0-65535`, `timeout 60`, `comment`. */
  create(name: string, type: string, options: readonly string[], settings?: { readonly existing?: boolean }): void;
  /** `element` as ipset takes it: `10.96.0.1,tcp:80`; `options`: `timeout 10`, `comment words`. */
  add(name: string, element: string, options?: readonly string[], settings?: { readonly existing?: boolean }): void;
  delete(name: string, element: string, settings?: { readonly existing?: boolean }): void;
  test(name: string, element: string): boolean;
  flush(name?: string): void;
  destroy(name?: string): void;
  rename(from: string, to: string): void;
  swap(one: string, other: string): void;
}

export interface IpSetInfo {
  readonly name: string;
  readonly type: string;
  readonly revision: number;
  /** `family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x3f3236ea` */
  readonly header: string;
  readonly memoryBytes: number;
  /** Rules that ask it. */
  readonly references: number;
  /** As ipset prints them, a timeout or comment after each. */
  readonly entries: readonly string[];
}

export class IpSetError extends Error {}
