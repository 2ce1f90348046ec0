import type { Program, SignalName } from '../machinery/machine.ts';
import type { Userland } from '../machinery/userland.ts';

/**
 * A simulated container image: the configuration a registry would serve (OCI image-spec config.md) and, in place of
 * layers, the programs and files in it. Build it once; all clusters of a process share it.
 */
export interface Image {
  /** The full repository: `docker.io/library/nginx`, `registry.k8s.io/ingress-nginx/controller`. */
  readonly repository: string;
  /** Tags that exist, by name or by pattern; any other tag is "not found". Absent: every tag exists. */
  readonly tags?: readonly string[] | RegExp;
  /** Compressed size, as the Pulled event tells it. Absent: a size derived from the name. */
  readonly sizeBytes?: number;
  /** ENTRYPOINT; a container's `command` replaces it (and drops `defaultArguments`). */
  readonly entrypoint?: readonly string[];
  /** CMD; a container's `args` replaces it. */
  readonly defaultArguments?: readonly string[];
  /**
   * Executables that only this image has, by base name (`nginx`, `agnhost`, `docker-entrypoint.sh`). They win over the
   * container's general programs (sh, cat, curl …). PID 1 is found by its argv[0], with or without a path.
   */
  readonly programs: Readonly<Record<string, Program>>;
  /** No general programs at all: `exec` of sh says so, as with real distroless images. */
  readonly distroless?: boolean;
  /** What it is built on. Absent: every general program, and files of Debian. */
  readonly userland?: Userland;
  /** Where the own programs are, by absolute path, besides /usr/bin. */
  readonly programPaths?: readonly string[];
  /** Empty directories. */
  readonly directories?: readonly string[];
  /** Text or bytes by absolute path, there before volumes are mounted. Directories are made as needed. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** ENV. PATH is set when it is missing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** WORKDIR; absent: `/`. */
  readonly workingDirectory?: string;
  /** USER, by name or number, a group may follow: `nobody`, `1000`, `1000:50000`. Absent: root. */
  readonly user?: string;
  /** STOPSIGNAL; absent: SIGTERM. */
  readonly stopSignal?: SignalName;
  /** EXPOSE: for people only, nothing is opened by it. */
  readonly ports?: readonly number[];
}

/** Where a cluster's nodes pull from. */
export interface ImageRegistry {
  /** `reference` as a pod writes it (`nginx`, `nginx:1.29`, `registry.k8s.io/pause@sha256:…`). Undefined: pulling fails. */
  find(reference: string): Image | undefined;
}
