"""Starting and ending what a measurement needs: peers and our cluster, each in its own directory on free loopback ports."""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
POSTGRESQL = pathlib.Path("/usr/lib/postgresql/15/bin")  # Debian keeps it off the PATH


def free_ports(count):
    """Consecutive free ports below the ephemeral range."""
    for first in range(15000 + os.getpid() % 900 * 4, 19900):
        if all(port_is_free(port) for port in range(first, first + count)):
            return list(range(first, first + count))
    raise SystemExit("bench: no free ports between 15000 and 19900")


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def fetch(url, headers=None, timeout=5):
    request = urllib.request.Request(url, headers=headers or {})
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        return answer.status, answer.read()


def answers(url):
    try:
        return fetch(url, timeout=1)[0] == 200
    except OSError:
        return False


def status_of(url):
    try:
        return fetch(url, timeout=1)[0]
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def listens(port):
    """A condition, for what answers no plain GET."""
    return lambda: not port_is_free(port)


def wait_until(what, condition, within=20, interval=0.002):
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: {what}: not within {within} s")
        time.sleep(interval)


def need(*programs):
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        raise SystemExit(f"bench: {' '.join(missing)} not found; run scripts/install-deps bench")


@contextlib.contextmanager
def work_directory():
    with tempfile.TemporaryDirectory(prefix="zato-bench-") as directory:
        os.chmod(directory, 0o755)
        yield pathlib.Path(directory)


@contextlib.contextmanager
def running(arguments, directory, url=None, **options):
    """A process in a group of its own, ready when `url`, or a condition in its place, answers; ended with its children."""
    with open(directory / "output.log", "ab") as output:
        process = subprocess.Popen(arguments, stdout=output, stderr=output, cwd=directory, start_new_session=True, **options)
    try:
        if url:
            ready = url if callable(url) else lambda: answers(url)
            wait_until(f"{arguments[0]} answers on {url}", lambda: ready() or process.poll() is not None)
        if process.poll() is not None:
            raise SystemExit(f"bench: {arguments[0]} ended at once:\n" + (directory / "output.log").read_text()[-2000:])
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def render(template, directory, **values):
    text = (HERE / "peers" / f"{template}.in").read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    path = directory / template
    path.write_text(text)
    return path


@contextlib.contextmanager
def nginx(port, template="nginx.conf", **values):
    with work_directory() as directory:
        config = render(template, directory, DIR=directory, PORT=port, **values)
        arguments = ["nginx", "-c", str(config), "-e", str(directory / "start.log")]
        with running(arguments, directory, f"http://127.0.0.1:{port}/") as process:
            yield process


@contextlib.contextmanager
def gunicorn(port, application="wsgi_ping:application", ready=None):
    with work_directory() as directory:
        arguments = ["gunicorn", "-k", "gevent", "-w", "1", "-b", f"127.0.0.1:{port}", "--keep-alive", "300",
                     "--pythonpath", str(HERE / "peers"), application]
        with running(arguments, directory, ready or f"http://127.0.0.1:{port}/") as process:
            yield process


@contextlib.contextmanager
def late(port):
    with work_directory() as directory:
        with running(["/usr/bin/python3", str(HERE / "peers" / "late.py"), str(port)], directory, listens(port)) as process:
            yield process


@contextlib.contextmanager
def haproxy_and_nginx(port, backends, threads):
    """HAProxy in front of two nginx of one worker each, as our load balancer is in front of two servers."""
    with contextlib.ExitStack() as stack:
        for backend in backends:
            stack.enter_context(nginx(backend))
        directory = stack.enter_context(work_directory())
        config = render("haproxy.cfg", directory, PORT=port, BACKEND1=backends[0], BACKEND2=backends[1], THREADS=threads)
        arguments = ["haproxy", "-W", "-f", str(config)]
        yield stack.enter_context(running(arguments, directory, f"http://127.0.0.1:{port}/"))


class Postgresql:
    """A server of its own as user postgres, because it refuses to run as root."""

    def __init__(self, directory, port):
        self.directory, self.port = directory, port

    def run(self, program, *arguments):
        command = [str(POSTGRESQL / program), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": "bench"}).stdout

    def sql(self, *statements):
        for statement in statements:
            self.run("psql", "-q", "-c", statement, "postgres")

    def create_arguments(self, database):
        """For `zato quickstart create`: an ODB in a database of this name, made here."""
        self.run("createdb", database)
        return ("--odb-type", "postgresql", "--odb-host", "127.0.0.1", "--odb-port", self.port, "--odb-user", "postgres",
                "--odb-db-name", database, "--odb-password", "bench")


@contextlib.contextmanager
def postgresql():
    with work_directory() as directory:
        port, = free_ports(1)
        data, password = directory / "data", directory / "password"
        data.mkdir()
        password.write_text("bench")
        account = {}
        if os.geteuid() == 0:
            for path in (directory, data, password):
                shutil.chown(path, "postgres", "postgres")
            account = {"user": "postgres", "group": "postgres", "extra_groups": []}
        subprocess.run([POSTGRESQL / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", password], check=True,
                       capture_output=True, cwd=directory, **account)
        arguments = [str(POSTGRESQL / "postgres"), "-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                     "-c", f"unix_socket_directories={directory}"]
        with running(arguments, directory, **account):
            wait_until("PostgreSQL listens", lambda: not port_is_free(port))
            yield Postgresql(directory, port)
