/**
 * What an image's distribution brings: which of a container's general programs are installed, and the files that tell
 * the distribution. Shared by all images that are built on it.
 */
export interface Userland {
  readonly programs: ReadonlySet<string>;
  /** Text by absolute path. */
  readonly files: Readonly<Record<string, string>>;
  /** Files of a general container that it lacks, by absolute path. */
  readonly absent?: readonly string[];
}
