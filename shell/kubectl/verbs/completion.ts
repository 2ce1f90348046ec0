import { UsageError } from '../errors.ts';
import type { Verb } from '../verb.ts';

const VERBS =
  'annotate api-resources api-versions apply attach auth autoscale certificate cluster-info completion config cordon cp create debug delete describe diff drain edit events exec explain expose get kustomize label logs options patch plugin port-forward proxy replace rollout run scale set taint top uncordon version wait';

/** What a shell reads with `source <(kubectl completion bash)`: the first word of kubectl's, of `k` too if that is an alias of it. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion for kubectl
__start_kubectl() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${VERBS}" -- "$word"))
  fi
}
if [[ $(type -t complete) == builtin ]]; then
  complete -o default -F __start_kubectl kubectl
fi
`,
  zsh: `#compdef kubectl
compdef _kubectl kubectl
_kubectl() {
  if (( CURRENT == 2 )); then
    compadd ${VERBS}
  else
    _files
  fi
}
`,
  fish: `# fish completion for kubectl
complete -c kubectl -n __fish_use_subcommand -a '${VERBS}'
`,
  powershell: `# powershell completion for kubectl
Register-ArgumentCompleter -Native -CommandName kubectl -ScriptBlock {
  param($word, $command, $position)
  '${VERBS}'.Split(' ') | Where-Object { $_ -like "$word*" }
}
`,
};

export const completion: Verb = {
  name: 'completion',
  usage: 'completion SHELL',
  flags: {},
  run: async (session, args) => {
    const [shell] = args;
    if (shell === undefined) throw new UsageError('Shell not specified.', 'completion');
    if (args.length > 1) throw new UsageError('Too many arguments. Expected only the shell type.', 'completion');
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined) throw new UsageError(`Unsupported shell type "${shell}".`, 'completion');
    await session.print(script);
    return 0;
  },
};
