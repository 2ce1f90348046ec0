"""Types scenarios at this computer's bash on a pseudo-terminal and prints what it wrote after each step.

Reads a list of {rc, columns, rows, quiet, steps} from standard input; writes a list of lists of base64 texts.
"""

import base64
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
from concurrent.futures import ThreadPoolExecutor
from subprocess import run


def drain(descriptor, quiet):
    written = b""
    while select.select([descriptor], [], [], quiet)[0]:
        try:
            chunk = os.read(descriptor, 65536)
        except OSError:
            break
        if not chunk:
            break
        written += chunk
    return base64.b64encode(written).decode()


def resize(descriptor, rows, columns):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def play(scenario):
    home = tempfile.mkdtemp(prefix="keys")
    with open(home + "/.bashrc", "w", encoding="utf8") as file:
        file.write(scenario["rc"])
    process, descriptor = pty.fork()
    if process == 0:
        os.chdir(home)
        environment = {"PATH": "/usr/bin:/bin", "HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        os.execve("/usr/bin/bash", ["bash", "--rcfile", home + "/.bashrc", "-i"], environment)
    resize(descriptor, scenario["rows"], scenario["columns"])
    os.kill(process, signal.SIGWINCH)
    written = [drain(descriptor, 0.4)]
    for step in scenario["steps"]:
        if isinstance(step, str):
            os.write(descriptor, step.encode("utf8"))
        else:
            resize(descriptor, step["rows"], step["columns"])
        written.append(drain(descriptor, scenario["quiet"]))
    os.kill(process, signal.SIGKILL)
    os.close(descriptor)
    os.waitpid(process, 0)
    shutil.rmtree(home)
    return written


if len(sys.argv) > 1:
    print(json.dumps(play(json.loads(sys.argv[1]))))
else:
    # One process each: a fork in a thread of this one would take its locks along.
    def apart(scenario):
        return json.loads(run([sys.executable, __file__, json.dumps(scenario)], capture_output=True, check=True).stdout)

    with ThreadPoolExecutor(8) as threads:
        print(json.dumps(list(threads.map(apart, json.load(sys.stdin)))))
