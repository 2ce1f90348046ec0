import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import { createCluster } from '../../cluster/create-cluster.ts';
import { RealClock } from '../../cluster/machinery/clock.ts';
import { SeededRandom } from '../../cluster/machinery/random.ts';
import { createPrograms } from '../../shell/programs.ts';
import { TestTerminal } from '../../shell/testing/screen.ts';

/** What an engineer looks at first in a container: each image as it is known, at a terminal of its own. */

const IMAGES = ['nginx', 'nginx:alpine', 'busybox', 'alpine', 'debian', 'ubuntu', 'curlimages/curl', 'traefik/whoami'];

let cluster: Cluster;
let terminal: TestTerminal;

beforeAll(async () => {
  cluster = await createCluster({
    nodes: 1,
    clock: new RealClock(),
    random: new SeededRandom(7),
    token: 'token',
    pace: 'instant',
    addons: [],
    programs: createPrograms,
    logger: {
      error: (details, message) => {
        throw new Error(`${message}: ${JSON.stringify(details)}`);
      },
    },
  });
  await cluster.settled();
  terminal = new TestTerminal({ machine: cluster.client, columns: 150, rows: 200 });
  await terminal.shows('learner@client:~$');
  for (const image of IMAGES) {
    const command = /nginx|whoami/.test(image) ? '' : ' --command -- sleep infinity';
    await terminal.run(`kubectl run ${podOf(image)} --image=${image}${command}`);
  }
  await cluster.settled();
});

afterAll(() => cluster.close());

test.each([
  ['nginx', 'bash', /root@nginx:\/#$/],
  ['nginx', 'sh', /^#$/m],
  ['nginx:alpine', 'sh', /^\/ #$/m],
  ['busybox', 'sh', /^\/ #$/m],
  ['alpine', 'ash', /^\/ #$/m],
  ['debian', 'bash', /root@debian:\/#$/],
  ['ubuntu', 'bash', /root@ubuntu:\/#$/],
  ['curlimages/curl', 'sh', /^~ \$$/m],
])('the prompt of %s under %s', async (image, shell, prompt) => {
  terminal.type(`clear; kubectl exec -it ${podOf(image)} -- ${shell}\r`);
  await terminal.shows(prompt);
  terminal.type('exit\r');
  await terminal.shows(/\n?.*learner@client:~\$$/);
});

test.each([
  ['nginx', 'curl bash ps ip vi kubectl', 'curl bash'],
  ['nginx:alpine', 'curl bash wget ps vi apk', 'curl wget ps vi apk'],
  ['busybox', 'curl bash wget nc nslookup ps vi jq', 'wget nc nslookup ps vi'],
  ['alpine', 'curl bash wget apk apt', 'wget apk'],
  ['debian', 'curl bash apt-get ps grep', 'bash apt-get grep'],
  ['curlimages/curl', 'curl bash kubectl', 'curl'],
])('what is installed in %s', async (image, asked, installed) => {
  const found = await terminal.run(
    `kubectl exec ${podOf(image)} -- which ${asked} 2>/dev/null | sed 's#.*/##' | xargs`,
  );
  expect(found).toBe(installed);
});

test.each([
  ['nginx', 'Debian GNU/Linux 12 (bookworm)'],
  ['alpine', 'Alpine Linux v3.22'],
  ['ubuntu', 'Ubuntu 24.04.3 LTS'],
])('the distribution of %s', async (image, name) => {
  const line = `kubectl exec ${podOf(image)} -- grep PRETTY_NAME /etc/os-release`;
  expect(await terminal.run(line)).toBe(`PRETTY_NAME="${name}"`);
});

test('busybox has no os-release, and says so in its words', async () => {
  const line = `kubectl exec busybox -- sh -c 'foo; cat /etc/os-release; ps'`;
  expect((await terminal.run(line)).split('\n')).toEqual([
    'sh: foo: not found',
    "cat: can't open '/etc/os-release': No such file or directory",
    'PID   USER     TIME  COMMAND',
    '    1 root      0:00 sleep infinity',
    expect.stringMatching(/^ +\d+ root {6}0:00 sh -c foo; cat \/etc\/os-release; ps$/),
    expect.stringMatching(/^ +\d+ root {6}0:00 ps$/),
  ]);
});

test('an image without a shell says what runc says', async () => {
  expect(await terminal.run('kubectl exec traefik-whoami -- sh 2>&1 | grep -o "exec: .*"')).toBe(
    'exec: "sh": executable file not found in $PATH: unknown',
  );
});

test('nginx serves what is written, and follows a changed configuration', async () => {
  const run = (command: string) => terminal.run(`kubectl exec nginx -- bash -c "${command}"`);
  expect(await run('curl -s localhost | grep title')).toBe('<title>Welcome to nginx!</title>');
  expect(await run('echo mine > /usr/share/nginx/html/index.html; curl -s localhost')).toBe('mine');
  expect(await run('curl -s -o /dev/null -w %{http_code} localhost/nope; echo')).toBe('404');
  await run("sed -i '/location . {/i location /hi { return 200 there; }' /etc/nginx/conf.d/default.conf");
  expect(await run('nginx -t')).toBe(
    'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful',
  );
  await run('nginx -s reload');
  expect(await run('curl -s localhost/hi; echo')).toBe('there');
  await run('echo server { listen 80 > /etc/nginx/conf.d/default.conf');
  expect(await run('nginx -t 2>&1 | tail -2')).toBe(
    [
      'nginx: [emerg] unexpected end of file, expecting ";" or "}" in /etc/nginx/conf.d/default.conf:2',
      'nginx: configuration file /etc/nginx/nginx.conf test failed',
    ].join('\n'),
  );
});

function podOf(image: string): string {
  return image.replace(/[^a-z]/g, '-');
}
