/** GET /version: the release whose API and behaviour this server follows, its date and its compiler; no commit of it was built. */
export const VERSION = Object.freeze({
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: 'v1.34.4',
  gitCommit: 'unknown',
  gitTreeState: 'clean',
  buildDate: '2026-02-10T12:53:36Z',
  goVersion: 'go1.24.12',
  compiler: 'gc',
  platform: 'linux/amd64',
});
