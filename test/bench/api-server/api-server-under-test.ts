/** A Kubernetes API on 127.0.0.1, in processes of its own. */
export interface ApiServerUnderTest {
  readonly name: string;
  readonly port: number;
  readonly token: string;
  /** Whether pods start by themselves; else the bench plays kubelet. */
  readonly hasNodes: boolean;
  stop(): void;
}
