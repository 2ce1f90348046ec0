import { descriptionsOf } from '../descriptions.ts';

/** For builds that leave the packages of type declarations out afterwards: `npm run build:descriptions`. */
if (!descriptionsOf('io.k8s.api.core.v1.Pod'))
  throw new Error('no package tells what the fields of the API mean: npm ci');
