import { completeKubectl } from '../kubectl/completion.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { oc } from '../kubectl/openshift/oc.ts';
import { awk } from '../tools/awk/awk.ts';
import { bc } from '../tools/bc/bc.ts';
import { jq } from '../tools/jq/jq.ts';
import { sed } from '../tools/sed/sed.ts';
import { yq } from '../tools/yq/yq.ts';
import { gunzip, gzip, zcat } from './archives/gzip.ts';
import { tar } from './archives/tar.ts';
import { aws, completeAws } from './aws/aws.ts';
import { bash } from './bash.ts';
import { type Command, EVERYWHERE, ON_HOSTS } from './command.ts';
import { curl } from './curl/curl.ts';
import { nano } from './editor/nano/nano.ts';
import { vim } from './editor/vim/start-vim.ts';
import { builtinProgram } from './everyday/builtin-program.ts';
import { dd } from './everyday/dd.ts';
import { env } from './everyday/environment.ts';
import { expr } from './everyday/expr.ts';
import { printenv, which } from './everyday/identity.ts';
import { mktemp } from './everyday/mktemp.ts';
import { clear, sleep, yes } from './everyday/simple.ts';
import { sysctl } from './everyday/sysctl.ts';
import { timeout } from './everyday/timeout.ts';
import { cp } from './files/cp.ts';
import { df } from './files/disk-free.ts';
import { du } from './files/disk-usage.ts';
import { install } from './files/install.ts';
import { ls } from './files/ls.ts';
import { ln, mkdir } from './files/make.ts';
import { mv } from './files/mv.ts';
import { basename, dirname, readlink, realpath } from './files/paths.ts';
import { chgrp, chmod, chown } from './files/permissions.ts';
import { rm, rmdir } from './files/rm.ts';
import { stat } from './files/stat.ts';
import { touch } from './files/touch.ts';
import { tree } from './files/tree.ts';
import { truncate } from './files/truncate.ts';
import { hops } from './hops/hops.ts';
import { arch, dmesg, hostname, hostnamectl, lscpu, nproc, timedatectl, uname } from './identity/host-facts.ts';
import { groupsCommand, id, whoami } from './identity/id.ts';
import { su, sudo } from './identity/sudo.ts';
import { ip } from './ip/ip.ts';
import { ipset } from './ipset/ipset.ts';
import { ipvsadm } from './ipvsadm/ipvsadm.ts';
import { completeLb, lb } from './load-balancer/lb.ts';
import { apropos, man, whatis } from './manual/man.ts';
import { dig } from './name-lookup/dig.ts';
import { getent } from './name-lookup/getent.ts';
import { host } from './name-lookup/host.ts';
import { nslookup } from './name-lookup/nslookup.ts';
import { arp } from './net-tools/arp.ts';
import { ifconfig } from './net-tools/ifconfig.ts';
import { netstat } from './net-tools/netstat.ts';
import { route } from './net-tools/route.ts';
import { netcat } from './netcat.ts';
import { conntrack } from './netfilter/conntrack.ts';
import { iptables } from './netfilter/iptables.ts';
import { iptablesRestore } from './netfilter/iptables-restore.ts';
import { iptablesSave } from './netfilter/iptables-save.ts';
import { nft } from './nft/nft.ts';
import { crictl } from './node/crictl.ts';
import { journalctl } from './node/journalctl.ts';
import { systemctl } from './node/systemctl.ts';
import { openssl } from './openssl/openssl.ts';
import { completeOtc, otc } from './otc/otc.ts';
import { less, more } from './pager/less.ts';
import { htpasswd } from './password-file/htpasswd.ts';
import { ping } from './ping/ping.ts';
import { killall, pgrep, pidof, pkill } from './processes/find-processes.ts';
import { free } from './processes/free.ts';
import { ps } from './processes/ps.ts';
import { nice, nohup, setsid } from './processes/run-as.ts';
import { last, uptime, w, who } from './processes/sessions.ts';
import { completeSsh, ssh } from './secure-shell/ssh.ts';
import { sshd } from './secure-shell/sshd.ts';
import { socketStatistics } from './socket-statistics.ts';
import { tcpdump } from './tcpdump/tcpdump.ts';
import { telnet } from './telnet.ts';
import { reset } from './terminal/reset.ts';
import { stty } from './terminal/stty.ts';
import { tput } from './terminal/tput.ts';
import { tty } from './terminal/tty.ts';
import { base32, base64 } from './text/bytes/base-encoding.ts';
import { md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from './text/bytes/checksums.ts';
import { cksum } from './text/bytes/cksum.ts';
import { cmp } from './text/bytes/cmp.ts';
import { hd, hexdump } from './text/bytes/hexdump.ts';
import { od } from './text/bytes/od.ts';
import { strings } from './text/bytes/strings.ts';
import { xxd } from './text/bytes/xxd.ts';
import { diff } from './text/diff/diff.ts';
import { comm } from './text/fields/comm.ts';
import { cut } from './text/fields/cut.ts';
import { join } from './text/fields/join.ts';
import { paste } from './text/fields/paste.ts';
import { tr } from './text/fields/tr.ts';
import { uniq } from './text/fields/uniq.ts';
import { find } from './text/find/find.ts';
import { egrep, fgrep, grep } from './text/grep/grep.ts';
import { cat } from './text/lines/cat.ts';
import { column } from './text/lines/column.ts';
import { envsubst } from './text/lines/envsubst.ts';
import { expand, unexpand } from './text/lines/expand.ts';
import { fmt } from './text/lines/fmt.ts';
import { fold } from './text/lines/fold.ts';
import { head } from './text/lines/head.ts';
import { nl } from './text/lines/nl.ts';
import { rev } from './text/lines/rev.ts';
import { shuf } from './text/lines/shuf.ts';
import { split } from './text/lines/split.ts';
import { tac } from './text/lines/tac.ts';
import { tail } from './text/lines/tail.ts';
import { tee } from './text/lines/tee.ts';
import { wc } from './text/lines/wc.ts';
import { sort } from './text/sort/sort.ts';
import { xargs } from './text/xargs/xargs.ts';
import { cal } from './time/cal.ts';
import { date } from './time/date.ts';
import { seq } from './time/seq.ts';
import { top } from './top/top.ts';
import { traceroute } from './traceroute/traceroute.ts';
import { watch } from './watch.ts';
import { wget } from './wget/wget.ts';

/** Every command of every machine, one line each, by name. */
export const COMMANDS: readonly Command[] = [
  { name: '[', program: builtinProgram('['), kinds: EVERYWHERE },
  { name: 'awk', program: awk, kinds: EVERYWHERE },
  { name: 'aws', program: aws, kinds: ['client'], complete: completeAws },
  { name: 'base64', program: base64, kinds: EVERYWHERE },
  { name: 'basename', program: basename, kinds: EVERYWHERE },
  { name: 'bash', program: bash, kinds: EVERYWHERE },
  { name: 'cal', program: cal, kinds: EVERYWHERE },
  { name: 'bc', program: bc, kinds: EVERYWHERE },
  { name: 'cat', program: cat, kinds: EVERYWHERE },
  { name: 'chgrp', program: chgrp, kinds: EVERYWHERE },
  { name: 'chmod', program: chmod, kinds: EVERYWHERE },
  { name: 'chown', program: chown, kinds: EVERYWHERE },
  { name: 'clear', program: clear, kinds: EVERYWHERE },
  { name: 'conntrack', program: conntrack, kinds: EVERYWHERE },
  { name: 'cp', program: cp, kinds: EVERYWHERE },
  { name: 'curl', program: curl, kinds: EVERYWHERE },
  { name: 'cut', program: cut, kinds: EVERYWHERE },
  { name: 'date', program: date, kinds: EVERYWHERE },
  { name: 'dd', program: dd, kinds: EVERYWHERE },
  { name: 'df', program: df, kinds: EVERYWHERE },
  { name: 'diff', program: diff, kinds: EVERYWHERE },
  { name: 'dig', program: dig, kinds: EVERYWHERE },
  { name: 'dirname', program: dirname, kinds: EVERYWHERE },
  { name: 'du', program: du, kinds: EVERYWHERE },
  { name: 'echo', program: builtinProgram('echo'), kinds: EVERYWHERE },
  { name: 'env', program: env, kinds: EVERYWHERE },
  { name: 'expr', program: expr, kinds: EVERYWHERE },
  { name: 'false', program: builtinProgram('false'), kinds: EVERYWHERE },
  { name: 'find', program: find, kinds: EVERYWHERE },
  { name: 'getent', program: getent, kinds: EVERYWHERE },
  { name: 'egrep', program: egrep, kinds: EVERYWHERE },
  { name: 'fgrep', program: fgrep, kinds: EVERYWHERE },
  { name: 'grep', program: grep, kinds: EVERYWHERE },
  { name: 'gunzip', program: gunzip, kinds: EVERYWHERE },
  { name: 'gzip', program: gzip, kinds: EVERYWHERE },
  { name: 'head', program: head, kinds: EVERYWHERE },
  { name: 'hops', program: hops, kinds: ['client'] },
  { name: 'hexdump', program: hexdump, kinds: EVERYWHERE },
  { name: 'host', program: host, kinds: EVERYWHERE },
  { name: 'hostname', program: hostname, kinds: EVERYWHERE },
  { name: 'htpasswd', program: htpasswd, kinds: ON_HOSTS },
  { name: 'id', program: id, kinds: EVERYWHERE },
  { name: 'ip', program: ip, kinds: EVERYWHERE },
  { name: 'ipset', program: ipset, kinds: EVERYWHERE },
  { name: 'iptables', program: iptables, kinds: EVERYWHERE },
  { name: 'iptables-restore', program: iptablesRestore, kinds: EVERYWHERE },
  { name: 'iptables-save', program: iptablesSave, kinds: EVERYWHERE },
  { name: 'nft', program: nft, kinds: EVERYWHERE },
  { name: 'ipvsadm', program: ipvsadm, kinds: EVERYWHERE },
  { name: 'jq', program: jq, kinds: EVERYWHERE },
  { name: 'kill', program: builtinProgram('kill'), kinds: EVERYWHERE },
  { name: 'kubectl', program: kubectl, kinds: EVERYWHERE, complete: completeKubectl },
  { name: 'lb', program: lb, kinds: ['client'], complete: completeLb },
  { name: 'less', program: less, kinds: EVERYWHERE },
  { name: 'ln', program: ln, kinds: EVERYWHERE },
  { name: 'ls', program: ls, kinds: EVERYWHERE },
  { name: 'md5sum', program: md5sum, kinds: EVERYWHERE },
  { name: 'mkdir', program: mkdir, kinds: EVERYWHERE },
  { name: 'mktemp', program: mktemp, kinds: EVERYWHERE },
  { name: 'more', program: more, kinds: EVERYWHERE },
  { name: 'mv', program: mv, kinds: EVERYWHERE },
  { name: 'nano', program: nano, kinds: EVERYWHERE },
  { name: 'nc', program: netcat, kinds: EVERYWHERE },
  { name: 'nslookup', program: nslookup, kinds: EVERYWHERE },
  { name: 'oc', program: oc, kinds: ON_HOSTS, complete: completeKubectl },
  { name: 'openssl', program: openssl, kinds: ON_HOSTS },
  { name: 'otc', program: otc, kinds: ['client'], complete: completeOtc },
  { name: 'ping', program: ping, kinds: EVERYWHERE },
  { name: 'traceroute', program: traceroute, kinds: EVERYWHERE },
  { name: 'printenv', program: printenv, kinds: EVERYWHERE },
  { name: 'printf', program: builtinProgram('printf'), kinds: EVERYWHERE },
  { name: 'ps', program: ps, kinds: EVERYWHERE },
  { name: 'pwd', program: builtinProgram('pwd'), kinds: EVERYWHERE },
  { name: 'readlink', program: readlink, kinds: EVERYWHERE },
  { name: 'realpath', program: realpath, kinds: EVERYWHERE },
  { name: 'reset', program: reset, kinds: EVERYWHERE },
  { name: 'rm', program: rm, kinds: EVERYWHERE },
  { name: 'rmdir', program: rmdir, kinds: EVERYWHERE },
  { name: 'seq', program: seq, kinds: EVERYWHERE },
  { name: 'sh', program: bash, kinds: EVERYWHERE },
  { name: 'ash', program: bash, kinds: ['container'] },
  { name: 'dash', program: bash, kinds: EVERYWHERE },
  { name: 'sha256sum', program: sha256sum, kinds: EVERYWHERE },
  { name: 'sleep', program: sleep, kinds: EVERYWHERE },
  { name: 'sort', program: sort, kinds: EVERYWHERE },
  { name: 'sed', program: sed, kinds: EVERYWHERE },
  { name: 'ss', program: socketStatistics, kinds: EVERYWHERE },
  { name: 'ssh', program: ssh, kinds: ON_HOSTS, complete: completeSsh },
  { name: 'sshd', program: sshd, kinds: ['node'] },
  { name: 'stat', program: stat, kinds: EVERYWHERE },
  { name: 'stty', program: stty, kinds: EVERYWHERE },
  { name: 'sudo', program: sudo, kinds: ON_HOSTS },
  { name: 'sysctl', program: sysctl, kinds: EVERYWHERE },
  { name: 'base32', program: base32, kinds: EVERYWHERE },
  { name: 'cksum', program: cksum, kinds: EVERYWHERE },
  { name: 'comm', program: comm, kinds: EVERYWHERE },
  { name: 'hd', program: hd, kinds: EVERYWHERE },
  { name: 'nl', program: nl, kinds: EVERYWHERE },
  { name: 'od', program: od, kinds: EVERYWHERE },
  { name: 'paste', program: paste, kinds: EVERYWHERE },
  { name: 'rev', program: rev, kinds: EVERYWHERE },
  { name: 'sha1sum', program: sha1sum, kinds: EVERYWHERE },
  { name: 'sha224sum', program: sha224sum, kinds: EVERYWHERE },
  { name: 'sha384sum', program: sha384sum, kinds: EVERYWHERE },
  { name: 'sha512sum', program: sha512sum, kinds: EVERYWHERE },
  { name: 'strings', program: strings, kinds: EVERYWHERE },
  { name: 'tac', program: tac, kinds: EVERYWHERE },
  { name: 'xxd', program: xxd, kinds: EVERYWHERE },
  { name: 'column', program: column, kinds: EVERYWHERE },
  { name: 'envsubst', program: envsubst, kinds: EVERYWHERE },
  { name: 'expand', program: expand, kinds: EVERYWHERE },
  { name: 'unexpand', program: unexpand, kinds: EVERYWHERE },
  { name: 'fmt', program: fmt, kinds: EVERYWHERE },
  { name: 'fold', program: fold, kinds: EVERYWHERE },
  { name: 'shuf', program: shuf, kinds: EVERYWHERE },
  { name: 'split', program: split, kinds: EVERYWHERE },
  { name: 'cmp', program: cmp, kinds: EVERYWHERE },
  { name: 'join', program: join, kinds: EVERYWHERE },
  { name: 'tail', program: tail, kinds: EVERYWHERE },
  { name: 'tar', program: tar, kinds: EVERYWHERE },
  { name: 'tcpdump', program: tcpdump, kinds: EVERYWHERE },
  { name: 'tee', program: tee, kinds: EVERYWHERE },
  { name: 'telnet', program: telnet, kinds: EVERYWHERE },
  { name: 'test', program: builtinProgram('test'), kinds: EVERYWHERE },
  { name: 'timeout', program: timeout, kinds: EVERYWHERE },
  { name: 'touch', program: touch, kinds: EVERYWHERE },
  { name: 'tput', program: tput, kinds: EVERYWHERE },
  { name: 'tr', program: tr, kinds: EVERYWHERE },
  { name: 'true', program: builtinProgram('true'), kinds: EVERYWHERE },
  { name: 'tty', program: tty, kinds: EVERYWHERE },
  { name: 'uname', program: uname, kinds: EVERYWHERE },
  { name: 'uniq', program: uniq, kinds: EVERYWHERE },
  { name: 'top', program: top, kinds: EVERYWHERE },
  { name: 'vi', program: vim, kinds: EVERYWHERE },
  { name: 'view', program: vim, kinds: EVERYWHERE },
  { name: 'vim', program: vim, kinds: EVERYWHERE },
  { name: 'watch', program: watch, kinds: EVERYWHERE },
  { name: 'wc', program: wc, kinds: EVERYWHERE },
  { name: 'wget', program: wget, kinds: EVERYWHERE },
  { name: 'which', program: which, kinds: EVERYWHERE },
  { name: 'whoami', program: whoami, kinds: EVERYWHERE },
  { name: 'xargs', program: xargs, kinds: EVERYWHERE },
  { name: 'yes', program: yes, kinds: EVERYWHERE },
  { name: 'yq', program: yq, kinds: EVERYWHERE },
  { name: 'arp', program: arp, kinds: EVERYWHERE },
  { name: 'ifconfig', program: ifconfig, kinds: EVERYWHERE },
  { name: 'netstat', program: netstat, kinds: EVERYWHERE },
  { name: 'route', program: route, kinds: EVERYWHERE },
  { name: 'arch', program: arch, kinds: EVERYWHERE },
  { name: 'dmesg', program: dmesg, kinds: EVERYWHERE },
  { name: 'free', program: free, kinds: EVERYWHERE },
  { name: 'groups', program: groupsCommand, kinds: EVERYWHERE },
  { name: 'hostnamectl', program: hostnamectl, kinds: EVERYWHERE },
  { name: 'killall', program: killall, kinds: EVERYWHERE },
  { name: 'last', program: last, kinds: EVERYWHERE },
  { name: 'lscpu', program: lscpu, kinds: EVERYWHERE },
  { name: 'nice', program: nice, kinds: EVERYWHERE },
  { name: 'nohup', program: nohup, kinds: EVERYWHERE },
  { name: 'nproc', program: nproc, kinds: EVERYWHERE },
  { name: 'pgrep', program: pgrep, kinds: EVERYWHERE },
  { name: 'pidof', program: pidof, kinds: EVERYWHERE },
  { name: 'pkill', program: pkill, kinds: EVERYWHERE },
  { name: 'setsid', program: setsid, kinds: EVERYWHERE },
  { name: 'su', program: su, kinds: EVERYWHERE },
  { name: 'timedatectl', program: timedatectl, kinds: EVERYWHERE },
  { name: 'uptime', program: uptime, kinds: EVERYWHERE },
  { name: 'w', program: w, kinds: EVERYWHERE },
  { name: 'who', program: who, kinds: EVERYWHERE },
  { name: 'apropos', program: apropos, kinds: EVERYWHERE },
  { name: 'man', program: man, kinds: EVERYWHERE },
  { name: 'tree', program: tree, kinds: EVERYWHERE },
  { name: 'whatis', program: whatis, kinds: EVERYWHERE },
  { name: 'zcat', program: zcat, kinds: EVERYWHERE },
  { name: 'install', program: install, kinds: EVERYWHERE },
  { name: 'truncate', program: truncate, kinds: EVERYWHERE },
  { name: 'crictl', program: crictl, kinds: ['node'] },
  { name: 'journalctl', program: journalctl, kinds: ON_HOSTS },
  { name: 'systemctl', program: systemctl, kinds: ON_HOSTS },
];
