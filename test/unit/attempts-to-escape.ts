/** What stands on the host and must never be seen or touched from a terminal. */
export interface Host {
  /** An existing file; its text is the secret. */
  readonly file: string;
  /** A path where nothing is, in a directory that can be written. */
  readonly absent: string;
  /** An environment variable of the host's process; its value is the secret. */
  readonly variable: string;
  /** The host's own process. */
  readonly pid: number;
  /** A listener on the host's loopback interface. */
  readonly port: number;
}

/** Lines that a learner may type to get out, by what they try. `HOME` is the learner's. */
export const attemptsToEscape = (host: Host): Readonly<Record<string, readonly string[]>> => ({
  'read a file': [
    ...['cat', 'less', 'head', 'tail', 'tac', 'od -c', 'xxd', 'strings', 'base64', 'sort', 'wc', 'nl', 'rev'].map(
      (tool) => `${tool} ${host.file}`,
    ),
    `cat < ${host.file}`,
    `echo "$(< ${host.file})"`,
    `mapfile -t a < ${host.file}; echo "\${a[@]}"`,
    `source ${host.file}`,
    `ln -s ${host.file} here; cat here; cp here copy; cat copy`,
    `cat /home/learner/../..${host.file}; cat //..${host.file}; cat /proc/self/root${host.file}`,
    `cat /proc/${host.pid}/root${host.file}; cat /proc/1/root${host.file}; cat /dev/fd/3 /dev/fd/20`,
    `grep -r . ${host.file}; grep -f ${host.file} <<< x`,
    `sed -n p ${host.file}; sed "r ${host.file}" <<< x; sed "s/x/cat ${host.file.replaceAll('/', '\\/')}/e" <<< x`,
    `awk '{ print }' ${host.file}; awk 'BEGIN { while ((getline line < "${host.file}") > 0) print line }'`,
    `awk 'BEGIN { system("cat ${host.file}"); "cat ${host.file}" | getline x; print x }'; awk -f ${host.file}`,
    `jq . ${host.file}; jq -n --rawfile x ${host.file} '$x'; jq -n --slurpfile x ${host.file} '$x'; jq -n -f ${host.file}`,
    `jq -n 'import "${host.file}" as $x; $x'; jq -n 'input_filename, $__prog_args'; jq -L / -n 'include "${host.file}"; .'`,
    `yq -n 'load("${host.file}")'; yq -n 'load_str("${host.file}")'; yq . ${host.file}; yq -i '.a = 1' ${host.file}`,
    `tar cf - ${host.file} | tar tf -; tar xf ${host.file}; tar cf - -T ${host.file}; gzip -c ${host.file} | zcat`,
    `curl file://${host.file}; curl -T ${host.file} http://10.100.1.10/; curl -d @${host.file} http://10.100.1.10/; curl -K ${host.file}`,
    `wget -O - file://${host.file}; wget -i ${host.file} -O -`,
    `diff ${host.file} /dev/null; cmp ${host.file} /dev/null; paste ${host.file}; comm ${host.file} /dev/null`,
    `find ${host.file} -exec cat {} \\;; xargs -a ${host.file} echo; xargs cat <<< ${host.file}`,
    `vi -c 'r ${host.file}' -c 'w! /dev/stdout' -c q! </dev/null; cat /dev/stdin < ${host.file}`,
    `bash ${host.file}; bash -c 'cat ${host.file}'; sh -x ${host.file}; bash --rcfile ${host.file} -i </dev/null`,
    `BASH_ENV=${host.file} bash -c true; ENV=${host.file} sh -c true; exec 3< ${host.file}; cat <&3`,
    `kubectl apply -f ${host.file}; kubectl create cm x --from-file=${host.file} -o yaml; kubectl --kubeconfig ${host.file} get pods`,
    `kubectl create cm y --from-env-file=${host.file} -o yaml; kubectl patch cm kube-root-ca.crt --patch-file ${host.file} -o yaml`,
    `kubectl config set-cluster x --certificate-authority=${host.file} --embed-certs; kubectl config view --raw -o json`,
    `kubectl cp ${host.file} nope:/tmp/x; kubectl get pods -o go-template-file=${host.file}; kubectl kustomize ${host.file}`,
    `openssl x509 -in ${host.file}; htpasswd -bv ${host.file} a b; ssh -i ${host.file} node1 cat ${host.file}`,
  ],
  'write, change or remove a file': [
    `echo x > ${host.absent}; touch ${host.absent}; mkdir ${host.absent}; ln -s / ${host.absent}; mkfifo ${host.absent}`,
    `tee ${host.absent} <<< x; dd of=${host.absent} <<< x; cp /etc/hosts ${host.absent}; mv /etc/hosts ${host.absent}`,
    `sed -n "w ${host.absent}" <<< x; awk 'BEGIN { print 1 > "${host.absent}" }'; curl -o ${host.absent} http://10.100.1.10/`,
    `sudo sh -c 'echo x > ${host.absent}; rm -rf ${host.file}; chmod 777 ${host.file}'; rm -f ${host.file}; truncate -s 0 ${host.file}`,
    `tar cf ${host.absent} /etc/hosts; split -l 1 /etc/hosts ${host.absent}; sort -o ${host.absent} /etc/hosts; script -c true ${host.absent}`,
    `kubectl config view --raw > ${host.absent}; kubectl cp x:/etc/hosts ${host.absent}; tcpdump -w ${host.absent} -c 1 -i lo & sleep 0.1; kill $!`,
  ],
  'read the environment': [
    'env; printenv; export -p; declare -p; set; compgen -v',
    `echo $${host.variable} \${${host.variable}} \${!RABBIT*}; printenv ${host.variable}`,
    `jq -n '$ENV, env'; jq -n '$ENV.${host.variable}, env.${host.variable}'; awk 'BEGIN { for (k in ENVIRON) print k, ENVIRON[k] }'`,
    `yq -n 'env(${host.variable})'; yq -n 'strenv(${host.variable})'; yq -n '"\${${host.variable}}" | envsubst'; envsubst <<< '$${host.variable}'`,
    `cat /proc/self/environ /proc/1/environ /proc/${host.pid}/environ; sudo env; ssh node1 env; bash -lc env; env -i bash -c env`,
    `kubectl create cm z --from-literal=a=$${host.variable} -o yaml --dry-run=client`,
    `find . -maxdepth 0 -exec printenv ${host.variable} \\;; xargs -I{} printenv {} <<< ${host.variable}`,
  ],
  'reach the host through JavaScript': [
    'echo ${constructor} ${__proto__} ${toString}; declare -A m; m[__proto__]=x; m[constructor]=y; echo ${m[__proto__]} ${!m[@]}',
    'constructor=1; __proto__=2; toString=3; hasOwnProperty=4; export constructor __proto__ toString; env | sort | tail -3; bash -c "echo $__proto__"',
    '__proto__() { echo f; }; __proto__; constructor; toString; alias __proto__=ls; hash __proto__; type constructor valueOf',
    "echo $(( process.exit(7) )); echo $((constructor)); let 'globalThis'; [[ -v __proto__ ]]; echo $?",
    `jq -n '{} | .constructor, .__proto__, .["__proto__"], ({"__proto__": {"a": 1}} | .a), ([] | .length), ("x" | .constructor?)'`,
    `jq -n '{"a":1} | .__proto__.polluted = 1 | .b.constructor.prototype.polluted = 1'; jq -n '{} | .polluted'`,
    `awk 'BEGIN { a["__proto__"] = 1; a["constructor"] = 2; for (k in a) print k, a[k]; print length(a), constructor, toString }'`,
    `yq -n '!!js/function "function () { return process.env }"'; printf 'a: !!js/function "function(){}"\\n' | yq .; printf '__proto__: {a: 1}\\n' | yq .a`,
    `kubectl get ns default -o jsonpath='{.constructor}{.__proto__}{.metadata.constructor.name}{.toString}'; kubectl get ns default -o go-template='{{.constructor}}{{.__proto__}}{{.toString}}'`,
    `kubectl get ns default -o custom-columns=A:.constructor,B:.__proto__; kubectl create cm p --from-literal=__proto__=x --from-literal=constructor=y -o json`,
    `kubectl get cm --sort-by=.constructor; kubectl explain pod.constructor; kubectl constructor; kubectl get __proto__ toString constructor`,
    'printf "%s %q %b\\n" ${x.constructor} 2>&1; printf %constructor; date +%Qconstructor; sed s/x/constructor/__proto__ <<< x',
    'curl -H __proto__:x -w "%{constructor}%{__proto__}" -o /dev/null http://10.100.1.10/; dig __proto__ constructor; hops constructor',
  ],
  'reach the host’s network': [
    ...['127.0.0.1', 'localhost', '0.0.0.0', '[::1]', '0x7f.1', '2130706433', '127.1', '[::ffff:127.0.0.1]'].map(
      (name) => `curl -sS -m 2 http://${name}:${host.port}/`,
    ),
    `wget -T 2 -t 1 -O - http://127.0.0.1:${host.port}/; nc -w 2 -v 127.0.0.1 ${host.port} < /dev/null; nc -u -w 1 127.0.0.1 ${host.port} <<< x`,
    `exec 3<>/dev/tcp/127.0.0.1/${host.port}; cat <&3; echo x > /dev/udp/127.0.0.1/${host.port}`,
    `curl -m 2 --resolve a:${host.port}:127.0.0.1 http://a:${host.port}/; curl -m 2 --connect-to ::127.0.0.1:${host.port} http://a/; curl -m 2 -x 127.0.0.1:${host.port} http://a/`,
    `curl -m 2 --unix-socket /var/run/docker.sock http://a/; curl -m 2 --interface lo http://127.0.0.1:${host.port}/; http_proxy=http://127.0.0.1:${host.port} curl -m 2 http://a/`,
    'curl -m 2 http://169.254.169.254/latest/meta-data/; curl -m 2 http://metadata.google.internal/; dig +time=1 +tries=1 @8.8.8.8 example.org',
    `kubectl -s http://127.0.0.1:${host.port} get pods --request-timeout=2s; kubectl get --raw http://127.0.0.1:${host.port}/; kubectl apply -f http://127.0.0.1:${host.port}/x.yaml`,
    `ssh node1 curl -sS -m 2 http://127.0.0.1:${host.port}/; ssh -o ProxyCommand='nc 127.0.0.1 ${host.port}' node1 true; ssh -p ${host.port} 127.0.0.1 true`,
    `openssl s_client -connect 127.0.0.1:${host.port} < /dev/null; redis-cli -h 127.0.0.1 -p ${host.port} ping; telnet 127.0.0.1 ${host.port} < /dev/null`,
    `ss -tlnp; netstat -tlnp; ip addr; cat /proc/net/tcp; hops http://127.0.0.1:${host.port}/`,
  ],
  'start or signal a process': [
    `kill -9 ${host.pid}; sudo kill -9 ${host.pid}; kill -0 ${host.pid}; pkill -9 node; killall -9 node; kill -9 -1`,
    'node -e "process.exit(7)"; python3 -c "import os"; perl -e 1; /usr/bin/env node -v; /bin/ls -d /root; /usr/bin/id; docker ps; gcc -v',
    `ps -ef; ps -p ${host.pid}; ls /proc/${host.pid}; cat /proc/${host.pid}/cmdline; lsof -p ${host.pid}`,
    'nsenter -t 1 -m -p sh; unshare -r sh; chroot / sh; su -c id; mount /dev/sda1 /mnt; insmod x; reboot; shutdown -h now; dd if=/dev/sda count=1',
    "tar cf /dev/null --checkpoint=1 --checkpoint-action=exec='touch /tmp/x' /etc/hosts; tar -I 'node -e 1' -cf x /etc/hosts; find / -maxdepth 1 -exec node -v \\;",
    `LD_PRELOAD=${host.file} ls; NODE_OPTIONS=--require=${host.file} ls; PATH=/usr/bin:/usr/local/bin node -v; GIT_SSH=node PAGER=node man ls; EDITOR=node VISUAL=node fc`,
    `kubectl config set-credentials e --exec-command=/usr/bin/node --exec-arg=-v --exec-api-version=client.authentication.k8s.io/v1; kubectl --user=e get pods`,
    'KUBECTL_EXTERNAL_DIFF="node -v" kubectl diff -f /etc/hosts; KUBE_EDITOR="node -v" kubectl edit ns default; mkdir -p bin; printf "#!/usr/bin/node\\nprocess.exit(7)\\n" > bin/kubectl-x; chmod +x bin/kubectl-x; PATH=$PATH:~/bin kubectl x; bin/kubectl-x',
  ],
});
