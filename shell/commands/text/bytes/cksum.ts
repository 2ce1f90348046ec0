import { toByteText } from '../byte-text.ts';
import { defineTool } from '../tool.ts';

/** The polynomial of POSIX cksum, most significant bit first. */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

const step = (crc: number, byte: number) => ((crc << 8) ^ TABLE[((crc >>> 24) ^ byte) & 255]!) >>> 0;

/** cksum(1) with POSIX's CRC. */
export const cksum = defineTool(
  {
    name: 'cksum',
    help: 'Usage: cksum [OPTION]... [FILE]...\n\nPrint the CRC checksum and byte count of each FILE.',
    short: '',
  },
  async (tool) => {
    for await (const { path, reader } of tool.inputs()) {
      let [crc, length] = [0, 0];
      for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
        for (let at = 0; at < chunk.length; at += 65_536) {
          for (const byte of chunk.subarray(at, at + 65_536)) crc = step(crc, byte);
          await tool.breathe();
        }
        length += chunk.length;
      }
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) crc = step(crc, rest & 255);
      tool.out.add(`${~crc >>> 0} ${length}${tool.operands.length > 0 ? ` ${toByteText(path)}` : ''}\n`);
    }
    return tool.status;
  },
);
