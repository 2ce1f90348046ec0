import type { Verb } from '../verb.ts';
import { env } from './set/env.ts';
import { image } from './set/image.ts';
import { resources } from './set/resources.ts';
import { selector } from './set/selector.ts';
import { serviceAccount } from './set/service-account.ts';
import { subject } from './set/subject.ts';

export const set: Verb = {
  name: 'set',
  usage: 'set SUBCOMMAND',
  flags: {},
  isGroup: true,
  children: [env, image, resources, selector, serviceAccount, subject],
  run: () => Promise.resolve(1),
};
