#!/usr/bin/env python3
"""Real clients against a real server: each script below queries, updates and reads graphs through one library.

Starts the built server on a free port of this machine, with the sample commons and a token to write, installs the
pinned libraries beside it, runs every script, and fails when one of them does.
"""

import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
START_TRIES = 300
START_PAUSE_S = 0.1
SCRIPT_TIMEOUT_S = 180


def install(cache):
    """The libraries, as the lock files pin them, outside the checkout's own tree."""
    environment = cache / "python"
    python = environment / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "python" / "requirements.txt"],
        check=True,
    )
    javascript = cache / "javascript"
    javascript.mkdir(parents=True, exist_ok=True)
    for file in (HERE / "javascript").iterdir():
        if file.is_file():
            (javascript / file.name).write_bytes(file.read_bytes())
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--legacy-peer-deps"], cwd=javascript, check=True)
    return python, javascript


def start(folder):
    """The server with its address and a token."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    binary = target / "debug" / "mutuelle"
    data = folder / "data"
    told = subprocess.run([binary, "--data", data, "token", "create", "clients", "--scope", "write"],
                          capture_output=True, text=True, check=True)
    token = re.search(r"mut_\S+", told.stdout).group()
    # The base is the address itself: some clients follow the addresses that the server gives.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    address = f"http://{bind}/"
    log = open(folder / "log", "w+")
    server = subprocess.Popen([binary, "--data", data, "serve", "--demo", "--bind", bind, "--base", address],
                              stdout=log, stderr=subprocess.STDOUT)
    for _ in range(START_TRIES):
        if is_ready(address):
            return server, address, token
        if server.poll() is not None:
            break
        time.sleep(START_PAUSE_S)
    sys.exit("the server did not start:\n" + (folder / "log").read_text())


def is_ready(address):
    try:
        with urllib.request.urlopen(address + "ready") as answer:
            return answer.status == 200
    except OSError:
        return False


def main():
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "mutuelle-clients"
    cache.mkdir(parents=True, exist_ok=True)
    python, javascript = install(cache)
    scripts = [([python, file], HERE) for file in sorted((HERE / "python").glob("*.py"))]
    scripts += [(["node", file], javascript) for file in sorted(javascript.glob("*.mjs"))]
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        server, address, token = start(pathlib.Path(folder))
        try:
            for command, where in scripts:
                name = pathlib.Path(command[-1]).name
                environment = {**os.environ, "MUTUELLE": address, "MUTUELLE_TOKEN": token}
                done = subprocess.run(command, cwd=where, env=environment, timeout=SCRIPT_TIMEOUT_S)
                if done.returncode:
                    failed.append(name)
                print(f"{'FAILED' if done.returncode else 'ok':7}{name}", flush=True)
        finally:
            server.terminate()
            server.wait()
    if failed:
        sys.exit(f"{len(failed)} of {len(scripts)} clients failed: {', '.join(failed)}")
    print(f"all {len(scripts)} clients passed")


main()
