/** How channels lie in the messages of a WebSocket (apimachinery/pkg/util/httpstream/wsstream/conn.go). */
export interface ChannelProtocol {
  /** '' when the client offered none. */
  readonly name: string;
  /** Binary: a byte for the channel. Otherwise text: its digit, then base64. */
  readonly binary: boolean;
  /** The error channel ends with a Status. */
  readonly speaksStatus: boolean;
  /** The client can close a channel. */
  readonly closes: boolean;
}

const protocol = (name: string, binary: boolean, speaksStatus: boolean, closes = false): ChannelProtocol => ({
  name,
  binary,
  speaksStatus,
  closes,
});

/** Of exec and attach, the best first. */
export const COMMAND_PROTOCOLS: readonly ChannelProtocol[] = [
  protocol('v5.channel.k8s.io', true, true, true),
  protocol('v4.channel.k8s.io', true, true),
  protocol('v4.base64.channel.k8s.io', false, true),
  protocol('channel.k8s.io', true, false),
  protocol('base64.channel.k8s.io', false, false),
  protocol('', true, false),
];

/** Of port-forward: a data and an error channel for each port. */
export const PORT_FORWARD_CHANNEL_PROTOCOLS: readonly ChannelProtocol[] = [
  protocol('v4.channel.k8s.io', true, true),
  protocol('v4.base64.channel.k8s.io', false, true),
  protocol('', true, true),
];

/** Of logs: messages without channels. */
export const LOG_PROTOCOLS: readonly ChannelProtocol[] = [
  protocol('binary.k8s.io', true, false),
  protocol('base64.binary.k8s.io', false, false),
  protocol('', true, false),
];

export interface ChannelMessage {
  readonly channel: number;
  readonly bytes: Buffer;
}

export function encodeChannel({ binary }: ChannelProtocol, channel: number, bytes: Uint8Array): Buffer | string {
  if (!binary) return `${channel}${Buffer.from(bytes).toString('base64')}`;
  const message = Buffer.allocUnsafe(bytes.length + 1);
  message[0] = channel;
  message.set(bytes, 1);
  return message;
}

/** Null for a message that says nothing. */
export function decodeChannel({ binary }: ChannelProtocol, data: Buffer): ChannelMessage | null {
  if (data.length === 0) return null;
  if (binary) return { channel: data[0]!, bytes: data.subarray(1) };
  return { channel: data[0]! - 0x30, bytes: Buffer.from(data.subarray(1).toString('latin1'), 'base64') };
}
