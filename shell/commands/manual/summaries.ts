const WORDS = `awk|a language for patterns and what to do with them
arp|shows the hardware addresses of neighbours
base64|bytes as printable text, and back
basename|the last part of a path
bash|the GNU Bourne-Again SHell
bc|a calculator of any precision
cal|a calendar
cat|files one after the other
chgrp|changes the group of files
chmod|changes who may do what with files
chown|changes the owner of files
clear|clears the screen
column|text in columns
comm|compares two sorted files line by line
conntrack|the connections that the kernel tracks
cp|copies files and directories
curl|transfers a URL
cut|parts of each line
date|shows or sets the time
dd|copies blocks
df|how full file systems are
diff|compares files line by line
dig|asks DNS servers
dirname|a path without its last part
dmesg|what the kernel has said
du|how much of the disk files take
echo|shows a line of text
env|runs a program in another environment
expr|computes an expression
false|does nothing, without success
find|searches for files below a directory
fold|breaks long lines
free|how much memory there is
getent|entries of the system's databases
grep|shows the lines that fit a pattern
groups|which groups a user is in
gunzip|decompresses files
gzip|compresses files
head|the beginning of files
hexdump|bytes in hexadecimal
host|looks up a name
hostname|the name of this host
hostnamectl|the name of this host, and what it is
ifconfig|shows interfaces
id|who a user is
ip|addresses, links and routes
ipset|sets of addresses and ports that rules ask
iptables|rules for packets
iptables-restore|tables of rules from a file
iptables-save|all rules for packets
ipvsadm|virtual servers of the kernel's load balancer
jq|a language for JSON
kill|signals to processes
killall|signals to processes by name
kubectl|controls a Kubernetes cluster
last|the latest logins
less|shows text page by page
ln|makes links
ls|lists what directories hold
lscpu|what processors there are
man|shows manual pages
md5sum|MD5 sums of files
mkdir|makes directories
mktemp|makes a file or a directory for a while
more|shows text page by page
mv|moves and renames files
nano|an editor
nc|connections of TCP and UDP by hand
netstat|shows sockets, routes and interfaces
nft|rules, sets and maps for packets
nice|runs a program with another priority
nl|numbers lines
nohup|runs a program that outlives the terminal
nproc|how many processors there are
nslookup|looks up a name
openssl|cryptography and TLS
paste|lines of files side by side
pgrep|finds processes by name
pidof|numbers of the processes of a program
ping|whether a host answers
pkill|signals to processes by name
printenv|shows the environment
printf|formats and shows text
ps|shows processes
pwd|the working directory
readlink|where a link leads
realpath|a path without links
route|shows routes
rm|removes files and directories
rmdir|removes empty directories
sed|edits a stream of text
seq|a row of numbers
setsid|runs a program in a new session
sha256sum|SHA-256 sums of files
sleep|waits for a while
sort|sorts lines
ss|shows sockets
ssh|a shell on another host
stat|what is known of a file
su|runs a shell as another user
sudo|runs a command as another user
sysctl|parameters of the kernel
tac|files backwards
tail|the end of files
tar|archives of files
tcpdump|shows the packets of an interface, or of a file
tee|copies its input to files, too
test|checks files and compares values
time|how long a program runs
timedatectl|the time of this host
timeout|runs a program for so long at most
top|shows processes, again and again
touch|sets the times of files
tr|translates characters
tree|directories as a tree
true|does nothing, successfully
uname|what system this is
uniq|leaves out repeated lines
uptime|how long the system has been running
vi|an editor
vim|Vi IMproved, an editor
w|who is logged in, and what they do
watch|runs a program again and again
wc|counts lines, words and bytes
wget|downloads files
which|where a command is
who|who is logged in
whoami|the name of the present user
xargs|builds command lines from its input
yes|shows a line over and over
yq|jq for YAML
zcat|decompresses to standard output`;

/** Commands for those who administer a machine (section 8). */
const ADMINISTRATION = new Set([
  'conntrack',
  'dmesg',
  'arp',
  'getcap',
  'ifconfig',
  'ip',
  'ipset',
  'iptables',
  'iptables-restore',
  'iptables-save',
  'ipvsadm',
  'netstat',
  'nft',
  'ping',
  'route',
  'ss',
  'sshd',
  'sudo',
  'sysctl',
]);

const summaries = new Map(WORDS.split('\n').map((line) => line.split('|', 2) as [string, string]));

export function summaryOf(name: string): string | undefined {
  return summaries.get(name);
}

export function sectionOf(name: string): 1 | 8 {
  return ADMINISTRATION.has(name) ? 8 : 1;
}
