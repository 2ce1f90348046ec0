import { expect, test } from 'vitest';
import { runBash } from '../../testing/run-bash.ts';

const ok = (stdout: string) => ({ stdout, stderr: '', status: 0 });

test('a learner may not do what root may, and sudo changes that', async () => {
  const source =
    'whoami; echo x > /etc/made; sudo whoami; sudo touch /etc/made; stat -c %U /etc/made; sudo id -u; sudo -u nobody id -un; sudo cat /etc/shadow | wc -l';
  expect(await runBash(source)).toEqual({
    stdout: 'learner\nroot\nroot\n0\nnobody\n1\n',
    stderr: 'bash: line 1: /etc/made: Permission denied\n',
    status: 0,
  });
});

test("sudo's environment is root's, but for what is kept or given", async () => {
  const source =
    'export A=1 TERM=xterm; sudo env | grep -E "^(A|HOME|TERM|USER|SUDO_USER|LOGNAME)=" | sort; sudo -E printenv A; sudo B=2 printenv B';
  expect(await runBash(source)).toEqual(
    ok('HOME=/root\nLOGNAME=root\nSUDO_USER=learner\nTERM=xterm\nUSER=root\n1\n2\n'),
  );
});

test('sudo -i is a login shell in the home of root', async () => {
  expect(await runBash("sudo -i pwd; sudo su - -c 'pwd; id -un'")).toEqual(ok('/root\n/root\nroot\n'));
});

test('su asks for a password that nobody has', async () => {
  expect(await runBash('su -c id')).toEqual({
    stdout: '',
    stderr: 'Password: \nsu: Authentication failure\n',
    status: 1,
  });
});
