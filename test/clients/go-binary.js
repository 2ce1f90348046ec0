// Programs that Go builds from modules of this repository, kept in the user's cache folder by version.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The path of a program, built the first time; undefined with one loud line that says what is missing.
 *
 * @param {object} program
 * @param {string} program.name how it is called; its name stands in some of its texts
 * @param {string} program.version what its builds are kept by
 * @param {string} program.directory of the Go module that pins it
 * @param {string} [program.main] the package to build, by default the module's own
 * @param {Record<string, string>} [program.variables] string variables set by the linker
 * @param {readonly string[]} [program.command] what Go is told to make of it; absent: a small program without paths of this machine
 * @param {string} [program.named] the environment variable that names a program instead
 */
export function goBinary({ name, version, directory, main = '.', variables = {}, command, named }) {
  const given = named && process.env[named];
  if (given) return given;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rabbithole', version);
  const binary = join(cache, name);
  if (existsSync(binary)) return binary;
  if (spawnSync('go', ['version']).status !== 0) {
    const instead = named ? `, or name one in ${named}` : '';
    console.log(`SKIPPED: no ${name} ${version} at ${binary} and no Go to build it. Install Go${instead}.`);
    return undefined;
  }
  console.log(`Building ${name} ${version} (a few minutes, once) …`);
  mkdirSync(cache, { recursive: true });
  const set = Object.entries(variables).map(([variable, value]) => `-X ${variable}=${value}`);
  const make = command ?? ['build', '-trimpath', '-ldflags', ['-s', '-w', ...set].join(' ')];
  const build = spawnSync('go', [...make, '-o', `${binary}.new`, main], {
    cwd: directory,
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: 'inherit',
  });
  if (build.status !== 0) {
    console.log(`SKIPPED: ${name} ${version} could not be built.`);
    return undefined;
  }
  renameSync(`${binary}.new`, binary);
  return binary;
}
