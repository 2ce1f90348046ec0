import { defineCommand } from './define.ts';

export const which = defineCommand({ name: 'which', usage: 'Usage: which [-a] NAME...', flags: 'a' }, async (call) => {
  const { files } = call.process.machine;
  let missing = call.operands.length === 0;
  for (const name of call.operands) {
    const candidates = name.includes('/')
      ? [name]
      : (call.process.environment['PATH'] ?? '').split(':').map((directory) => `${directory}/${name}`);
    const found = candidates.filter(
      (path) => files.exists(call.path(path)) && (files.stat(call.path(path)).mode & 0o111) !== 0,
    );
    missing ||= found.length === 0;
    await call.print((call.has('a') ? found : found.slice(0, 1)).map((path) => `${path}\n`).join(''));
  }
  return missing ? 1 : 0;
});

export const printenv = defineCommand(
  { name: 'printenv', usage: 'Usage: printenv [-0] [NAME]...', flags: '0', long: { null: '0' } },
  async (call) => {
    const { environment } = call.process;
    const end = call.has('0') ? '\0' : '\n';
    if (call.operands.length === 0) {
      await call.print(
        Object.entries(environment)
          .map(([name, value]) => `${name}=${value}${end}`)
          .join(''),
      );
      return 0;
    }
    const values = call.operands.flatMap((name) => environment[name] ?? []);
    await call.print(values.map((value) => `${value}${end}`).join(''));
    return values.length === call.operands.length ? 0 : 1;
  },
);
