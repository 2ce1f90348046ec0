import type { Verb } from './verb.ts';
import { apiResources, apiVersions } from './verbs/api-resources.ts';
import { apply } from './verbs/apply.ts';
import { attach } from './verbs/attach.ts';
import { auth } from './verbs/auth.ts';
import { autoscale } from './verbs/autoscale.ts';
import { certificate } from './verbs/certificate.ts';
import { completion } from './verbs/completion.ts';
import { config } from './verbs/config.ts';
import { cordon, drain, uncordon } from './verbs/cordon.ts';
import { cp } from './verbs/cp.ts';
import { create } from './verbs/create.ts';
import { debug } from './verbs/debug.ts';
import { remove } from './verbs/delete.ts';
import { describe } from './verbs/describe.ts';
import { diff } from './verbs/diff.ts';
import { edit } from './verbs/edit.ts';
import { events } from './verbs/events.ts';
import { exec } from './verbs/exec.ts';
import { explain } from './verbs/explain.ts';
import { expose } from './verbs/expose.ts';
import { get } from './verbs/get.ts';
import { kustomize } from './verbs/kustomize.ts';
import { annotate, label } from './verbs/label.ts';
import { logs } from './verbs/logs.ts';
import { options } from './verbs/options.ts';
import { patch } from './verbs/patch.ts';
import { plugin } from './verbs/plugin.ts';
import { portForward } from './verbs/port-forward.ts';
import { proxy } from './verbs/proxy.ts';
import { replace } from './verbs/replace.ts';
import { rollout } from './verbs/rollout.ts';
import { run } from './verbs/run.ts';
import { scale } from './verbs/scale.ts';
import { set } from './verbs/set.ts';
import { taint } from './verbs/taint.ts';
import { top } from './verbs/top.ts';
import { clusterInfo, version } from './verbs/version.ts';
import { wait } from './verbs/wait.ts';

/** Every verb, one line each. */
export const VERBS: readonly Verb[] = [
  annotate,
  apiResources,
  apiVersions,
  apply,
  attach,
  auth,
  clusterInfo,
  config,
  cordon,
  cp,
  create,
  debug,
  describe,
  drain,
  edit,
  events,
  exec,
  explain,
  expose,
  get,
  label,
  logs,
  patch,
  portForward,
  proxy,
  remove,
  replace,
  rollout,
  run,
  scale,
  set,
  taint,
  top,
  uncordon,
  version,
  wait,
  plugin,
  options,
  kustomize,
  diff,
  completion,
  certificate,
  autoscale,
];
