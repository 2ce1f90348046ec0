/** A frame as a capture sees it: with its link's header, when, and how long it was before it was cut. */
export interface CapturedFrame {
  /** Microseconds since the Unix epoch. */
  readonly timeMicros: number;
  readonly bytes: Uint8Array;
  /** On the wire; `bytes` may be shorter (`snapshotLength`). */
  readonly length: number;
}

/** LINKTYPE_ETHERNET and LINKTYPE_LINUX_SLL2 of tcpdump.org/linktypes.html. */
export type LinkType = 1 | 276;

export interface CaptureOptions {
  /** Only frames for which it is true are counted and kept. */
  readonly filter?: (frame: Uint8Array, length: number) => boolean;
  readonly snapshotLength?: number;
  /** Also what a device would pass by: frames between two ports of a bridge. Default true; never for `any`. */
  readonly promiscuous?: boolean;
  readonly direction?: 'in' | 'out';
}

/** An open packet socket (packet(7)). What is not read in time is dropped and counted. */
export interface Capture {
  readonly linkType: LinkType;
  /** The next frame; null when the capture is closed and all has been read, or its device is gone. */
  read(): Promise<CapturedFrame | null>;
  statistics(): { readonly received: number; readonly dropped: number };
  close(): void;
}
