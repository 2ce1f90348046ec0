import { expect, test } from 'vitest';
import { CollectingWriter } from '../../machinery/byte-stream.ts';
import { NetworkError, type Program } from '../../machinery/machine.ts';
import { createTestMachine } from '../../machinery/testing/test-machine.ts';
import { readConfiguration } from './configuration.ts';
import { nginxFiles } from './files.ts';
import { nginxImage } from './nginx.ts';

const nginx = nginxImage.programs?.['nginx'] as Program;

async function run(args: string[]): Promise<[number | undefined, string]> {
  const machine = createTestMachine();
  const network = {
    ...machine.network,
    listen: () => {
      throw new NetworkError('EADDRINUSE');
    },
  };
  const stderr = new CollectingWriter();
  const busy = createTestMachine({ network });
  busy.files.makeDirectory('/etc/nginx/conf.d', { recursive: true });
  for (const path of ['/etc/nginx/nginx.conf', '/etc/nginx/mime.types', '/etc/nginx/conf.d/default.conf'])
    busy.files.write(path, Buffer.from(nginxFiles[path] ?? ''));
  const { exited } = busy.processes.start({ program: nginx, args, stderr });
  return [(await exited).code, stderr.text()];
}

test('says its version and starts no server', async () => {
  expect(await run(['nginx', '-v'])).toEqual([0, 'nginx version: nginx/1.27.5\n']);
});

test('a second server finds the port taken', async () => {
  expect(await run(['nginx'])).toEqual([
    1,
    'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n',
  ]);
});

test('a server that listens at several ports answers at each', () => {
  const { files } = createTestMachine();
  files.makeDirectory('/etc/nginx', { recursive: true });
  const text = 'http { server { listen 8080; listen [::]:8080; listen 127.0.0.1:8443 ssl; } server { } }';
  files.write('/etc/nginx/nginx.conf', Buffer.from(text));
  expect(readConfiguration(files).map(({ address, port }) => [address, port])).toEqual([
    [undefined, 8080],
    [undefined, 8080],
    ['127.0.0.1', 8443],
    [undefined, 80],
  ]);
});
