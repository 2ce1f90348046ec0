import type { ApiServerUnderTest } from './api-server-under-test.ts';
import { LoadConnection } from './load-connection.ts';

export interface WatchedObject<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** A watch over a connection of its own; resolves when the server has accepted it. Gives the function that ends it. */
export async function watchObjects<T>(
  server: ApiServerUnderTest,
  path: string,
  onEvent: (event: WatchedObject<T>) => void,
): Promise<() => void> {
  const connection = await LoadConnection.open(server);
  let text = '';
  await new Promise<void>((resolve, reject) => {
    const onData = (bytes: Buffer) => {
      resolve();
      text += bytes.toString('utf8');
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) onEvent(JSON.parse(line) as WatchedObject<T>);
    };
    const query = `${path.includes('?') ? '&' : '?'}watch=true`;
    connection
      .send('GET', path + query, { onData })
      .then(
        ({ status, body }) => reject(new Error(`watch ${path}: ${status} ${body.toString('utf8', 0, 300)}`)),
        reject,
      );
  });
  return () => connection.close();
}
