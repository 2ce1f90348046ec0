export const VERSION = 'nftables v1.0.6 (Lester Gooch #5)';

export const HELP = `Usage: nft [ options ] [ cmds... ]

Options (general):
  -h, --help                      This text
  -v, --version                   Version
  -V                              Version, and what was built in

Options (ruleset input handling):
  -f, --file <filename>           Commands from a file, - for standard input
  -c, --check                     Change nothing

Options (ruleset list formatting):
  -a, --handle                    Numbers of rules, chains and sets
  -s, --stateless                 Without counters and times
  -t, --terse                     Without the elements of sets
  -S, --service                   Names of ports
  -y, --numeric-priority          Priorities as numbers
  -n, --numeric                   Everything as numbers

Options (command output formatting):
  -j, --json                      Output as JSON
  -e, --echo                      Show what was added
`;
