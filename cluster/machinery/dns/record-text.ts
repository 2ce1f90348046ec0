import { type RecordData, type ResourceRecord, typeName } from './message.ts';

/** A record as zone files have it: name, TTL, class, type, data. */
export function recordText({ name, ttl, type, data }: ResourceRecord): string {
  return `${name} ${ttl} IN ${typeName(type)} ${recordDataText(data)}`;
}

/** The data of a record as zone files have it. */
export function recordDataText(data: RecordData): string {
  switch (data.kind) {
    case 'address':
      return data.address;
    case 'name':
      return data.name;
    case 'text':
      return data.texts.map((text) => JSON.stringify(text)).join(' ');
    case 'service':
      return `${data.priority} ${data.weight} ${data.port} ${data.target}`;
    case 'exchange':
      return `${data.preference} ${data.exchange}`;
    case 'authority': {
      const { server, mailbox, serial, refresh, retry, expire, minimum } = data;
      return [server, mailbox, serial, refresh, retry, expire, minimum].join(' ');
    }
    case 'raw':
      return `\\# ${data.bytes.length} ${Buffer.from(data.bytes).toString('hex')}`;
  }
}
