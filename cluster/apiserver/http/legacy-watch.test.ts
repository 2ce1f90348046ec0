import { expect, it } from 'vitest';
import { modernWatch } from './legacy-watch.ts';

const modern = (target: string, method = 'GET') => {
  const answer = modernWatch(method, new URL(target, 'http://apiserver'));
  return answer instanceof URL ? answer.pathname + answer.search : answer;
};

it.each([
  ['/api/v1/watch/pods?timeoutSeconds=1', '/api/v1/pods?timeoutSeconds=1&watch=1'],
  ['/api/v1/watch/namespaces/a/pods', '/api/v1/namespaces/a/pods?watch=1'],
  ['/api/v1/watch/namespaces/a/pods/p?watch=0', '/api/v1/namespaces/a/pods?watch=1&fieldSelector=metadata.name%3Dp'],
  ['/api/v1/watch/namespaces/a', '/api/v1/namespaces?watch=1&fieldSelector=metadata.name%3Da'],
  ['/apis/apps/v1/watch/deployments', '/apis/apps/v1/deployments?watch=1'],
])('%s', (old, now) => {
  expect(modern(old)).toBe(now);
});

it('leaves other paths alone', () => {
  expect(modern('/api/v1/namespaces/watch/pods')).toBeNull();
  expect(modern('/apis/watch')).toBeNull();
});

it('refuses other methods, subresources and paths that name nothing', () => {
  expect(() => modern('/api/v1/watch/pods', 'POST')).toThrow('the server does not allow this method');
  expect(() => modern('/api/v1/watch/nodes/n/status')).toThrow('the server could not find the requested resource');
  expect(modern('/api/v1/watch')).toEqual({
    message:
      'Internal Server Error: "/api/v1/watch": failed to create RequestInfo: unable to determine kind and namespace from url, /api/v1/watch\n',
  });
});
