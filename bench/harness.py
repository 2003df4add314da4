"""What the benchmarks share: servers in processes of their own, load from wrk, and results as JSON.

A result is {"figure", "wanted", "median", "worst", "unit", "met", "rounds"}; bench/table.py makes one table of all of them.
"""
import collections, json, os, re, shutil, signal, statistics, subprocess, sys, tempfile, time, traceback, urllib.error, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STAGED = os.path.join(ROOT, "target/universal/stage/bin/switchgear")
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
JSON_HEADERS = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


# A benchmark that is ended ends its servers, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def failed(kind, error, trace):
    """Ends with 2, because 1 says that a figure is not met."""
    traceback.print_exception(kind, error, trace)
    sys.stdout.flush()
    os._exit(2)


sys.excepthook = failed


def java_home():
    found = subprocess.run(["bash", "-c", ". project/find-java.sh; find_java java && echo $JAVA_HOME"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if found.returncode != 0:
        sys.exit(2)
    return found.stdout.strip()


JAVA_HOME = java_home()
JAVA = os.path.join(JAVA_HOME, "bin/java")


def needs(*programs):
    for program in programs:
        if not shutil.which(program):
            sys.exit(f"{os.path.basename(sys.argv[0])}: {program} is missing; install it (apt-get install {program})")


def class_path():
    """The class path of src/jmh and the tests; built if it is missing."""
    file = os.path.join(ROOT, "target/jmh.classpath")
    if not os.path.exists(file):
        subprocess.run(["./sbt", "Jmh/benchmarks"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return open(file).read()


def start_flags():
    """The options of the JVM by which the staged start script starts a server, without its share of the memory and its start-up cache.

    The benchmark sets the size of the heap; the cache fits only the staged class path."""
    if not os.path.exists(STAGED):
        subprocess.run(["./sbt", "stage"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    printing = re.sub(r"^exec .*", r'printf "%s\\n" "${jvm[@]}"', open(STAGED).read(), flags=re.M)
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as script:
        script.write(printing)
        script.flush()
        flags = subprocess.run(["bash", script.name, "serve"], check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "JAVA_HOME": JAVA_HOME}).stdout.splitlines()
    return [flag for flag in flags if not flag.startswith(("-XX:MaxRAMPercentage", "-XX:AOTCache", "-Xlog"))]


def versions():
    release = dict(re.findall(r'^(\w+)="(.*)"', open(os.path.join(JAVA_HOME, "release")).read(), re.M))
    return f"Java {release.get('JAVA_RUNTIME_VERSION', release['JAVA_VERSION'])} ({release.get('IMPLEMENTOR', 'unknown')}), {os.cpu_count()} processors"


def load():
    return "load " + " ".join(f"{each:.2f}" for each in os.getloadavg())


class Server:
    """A process that is ended by its id, and whose URL is in its output."""

    def __init__(self, name, words, environment=None, url=None, ready=r"http://127\.0\.0\.1:\d+/mcp"):
        self.name = name
        self.log = tempfile.NamedTemporaryFile("w+", prefix=f"switchgear-bench-{name}-", suffix=".log")
        self.process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
        self.pid = self.process.pid
        self.url = url
        if url is None:
            self.url = self._wait(lambda: self._written(ready))

    def _written(self, pattern):
        found = re.search(pattern, open(self.log.name).read())
        return found[0] if found else None

    def _wait(self, ask):
        for _ in range(1200):
            found = ask()
            if found:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        text = open(self.log.name).read()[-4000:]
        self.stop()
        raise RuntimeError(f"{self.name} did not start: {text}")

    def answers(self, url):
        """Waits until the URL answers, with any status."""

        def ask():
            try:
                urllib.request.urlopen(url, timeout=5).close()
            except urllib.error.HTTPError:
                pass
            except OSError:
                return False
            return True

        self._wait(ask)
        return self

    def cpu(self):
        """Seconds of CPU time, of the system and of the program."""
        fields = open(f"/proc/{self.pid}/stat").read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self):
        """Resident memory in MB."""
        return int(open(f"/proc/{self.pid}/statm").read().split()[1]) * PAGE / 1e6

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


def fixture_server(name, options=(), heap="1g", environment=None, main="io.switchgear.conformance.FixtureServer", arguments=("--port", "0")):
    """The whole server with the tool echo, with the options of the start script."""
    return Server(name, [JAVA, f"-Xmx{heap}", *start_flags(), "-Dlogback.configurationFile=logback.xml", *options, "-cp", class_path(), main, *arguments],
                  {"SWITCHGEAR_LOG_LEVEL": "ERROR", **(environment or {})})


def request(method, url, body=None, headers=None, timeout=60):
    """The answer's status, headers and text."""
    asked = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode(), headers={**JSON_HEADERS, **(headers or {})})
    try:
        with urllib.request.urlopen(asked, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode()


class Load:
    """Calls of one tool by clients of one era, for wrk."""

    def __init__(self, url, era, tool="echo", arguments=None, expected='"text":"hi"'):
        self.url = url
        self.era = era
        params = {"name": tool, "arguments": {"message": "hi"} if arguments is None else arguments}
        self.headers = {**JSON_HEADERS, "MCP-Protocol-Version": era}
        if era < "2026":
            client = {"protocolVersion": era, "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
            _, headers, _ = request("POST", url, {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client})
            if headers["Mcp-Session-Id"]:
                self.headers["Mcp-Session-Id"] = headers["Mcp-Session-Id"]
            request("POST", url, {"jsonrpc": "2.0", "method": "notifications/initialized"}, self.headers)
        else:
            self.headers.update({"Mcp-Method": "tools/call", "Mcp-Name": tool})
            params["_meta"] = {"io.modelcontextprotocol/protocolVersion": era, "io.modelcontextprotocol/clientCapabilities": {}}
        self.body = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}
        status, _, text = request("POST", url, self.body, self.headers)
        if status != 200 or expected not in text.replace(" ", ""):
            raise RuntimeError(f"{url} does not answer {tool} of {era}: {status} {text[:500]}")

    def run(self, seconds, connections=32, threads=1):
        return wrk(self.url, "POST", json.dumps(self.body, separators=(",", ":")), self.headers, seconds, connections, threads, each=True)


class Sample:
    """One or several runs of wrk: calls, microseconds, times in milliseconds, and how often each latency in microseconds occurred, if
    wrk was asked for that; only such samples can be put together."""

    def __init__(self, calls, micros, p50, p99, most, latencies):
        self.calls = calls
        self.micros = micros
        self.per_second = calls / micros * 1e6
        self.p50, self.p99, self.most = p50, p99, most
        self.latencies = latencies

    @staticmethod
    def of(samples):
        """All of them as one."""
        latencies = sum((each.latencies for each in samples), collections.Counter())
        return Sample(sum(each.calls for each in samples), sum(each.micros for each in samples),
                      percentile(latencies, 50), percentile(latencies, 99), max(latencies) / 1000, latencies)


def percentile(latencies, percent):
    left = latencies.total() * percent / 100
    for micros in sorted(latencies):
        left -= latencies[micros]
        if left <= 0:
            return micros / 1000


def wrk(url, method, body, headers, seconds, connections, threads=1, lua="", each=False):
    """Loads a URL. lua: further lines of the script, which may make the requests. each: whether the sample has every latency, which
    takes wrk minutes if they differ by seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f'wrk.method = "{method}"\n')
        if body is not None:
            script.write(f"wrk.body = [==[{body}]==]\n")
        for name, value in headers.items():
            script.write(f'wrk.headers["{name}"] = "{value}"\n')
        script.write(lua + """
        function done(summary, latency)
          local errors = summary.errors
          io.write(string.format("figures %d %d %d\\n", summary.requests, summary.duration,
            errors.connect + errors.read + errors.write + errors.status + errors.timeout))
          io.write(string.format("times %d %d %d\\n", latency:percentile(50), latency:percentile(99), latency.max))
          for i = 1, """ + ("#latency" if each else "0") + """ do
            io.write(string.format("latency %d %d\\n", latency(i)))
          end
        end""")
        script.flush()
        text = subprocess.run(["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script.name, url],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    figures = re.search(r"^figures (\d+) (\d+) (\d+)", text, re.M)
    if not figures or figures[3] != "0" or figures[1] == "0":
        raise RuntimeError(f"wrk had errors or no answer at {url}: {text[:4000]}")
    latencies = collections.Counter({int(micros): int(count) for micros, count in re.findall(r"^latency (\d+) (\d+)", text, re.M)})
    times = [int(micros) / 1000 for micros in re.search(r"^times (\d+) (\d+) (\d+)", text, re.M).groups()]
    return Sample(int(figures[1]), int(figures[2]), *times, latencies)


def allocated(*servers):
    """Bytes that each server's JVM has allocated since its start."""
    return [int(line.split()[0]) for line in jvm_figures(*servers)]


def jvm_figures(*servers, collect=False):
    words = [JAVA, "-Xmx64m", "-cp", class_path(), "io.switchgear.bench.JvmFigures", *(["collect"] if collect else []), *(str(each.pid) for each in servers)]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def jmh(methods, *options):
    """Runs JMH benchmarks whose names match, with the server's configuration of the log. The results as JMH writes them, by the name of the method."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        run = subprocess.run(
            [JAVA, "-Xmx1g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Dlogback.configurationFile=logback.xml",
             "-Djmh.ignoreLock=true", "-cp", class_path(), "org.openjdk.jmh.Main", methods, "-foe", "true", "-rf", "json", "-rff", file.name, *options],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "SWITCHGEAR_LOG_LEVEL": "ERROR"})
        written = open(file.name).read()
    if run.returncode != 0 or not written:
        raise RuntimeError(f"the benchmark {methods} has failed: {run.stdout[-3000:]}")
    return {each["benchmark"].rpartition(".")[2]: each for each in json.loads(written)}


class Results:
    """The figures of one benchmark; written as JSON if a file is given."""

    def __init__(self, file):
        self.file = file
        self.rows = []

    def add(self, figure, values, unit, wanted="", median=None, worst=None, high=False):
        """median and worst are the limits, high whether larger values are better; None: not judged."""
        values = list(values)
        middle = statistics.median(values)
        extreme = min(values) if high else max(values)

        def holds(value, limit):
            return limit is None or (value >= limit if high else value <= limit)

        met = None if median is None and worst is None else holds(middle, median) and holds(extreme, worst)
        if not wanted and met is not None:
            sign = "≥" if high else "≤"
            wanted = ", ".join(f"{name} {sign} {limit:g}" for name, limit in (("median", median), ("worst", worst)) if limit is not None)
        self.rows.append({"figure": figure, "wanted": wanted, "median": middle, "worst": extreme, "unit": unit, "met": met, "rounds": len(values)})
        self.write()
        judged = {None: "", True: ": met", False: ": NOT met"}[met]
        print(f"{figure}: median {middle:.3g} {unit}, worst {extreme:.3g}{f', wanted {wanted}' if wanted else ''}{judged}", flush=True)

    def write(self):
        if self.file:
            with open(self.file, "w") as file:
                json.dump(self.rows, file, indent=1, ensure_ascii=False)

    def missed(self):
        return any(row["met"] is False for row in self.rows)
