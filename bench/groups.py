#!/usr/bin/env python3
"""A fit of 10,000 groups of 12 runs through the service, storage included, beside SciPy's fits alone on two processes.

Run from the project's root (Debian: python3-scipy):
  mvn -DskipTests package && /usr/bin/python3 bench/groups.py [groups] [repetitions]
Starts the jar on an empty database of its own, uploads the runs, and asks for the same fit again and again. The time of a fit is
that from sending the request until its end is known; SciPy runs between the repetitions. Medians count, after one for the compiler.
"""
import json, os, pathlib, statistics, subprocess, sys, tempfile, time, urllib.request

import peers

root = pathlib.Path(__file__).resolve().parent.parent
port = 18091


def call(method, path, body=None, media="application/json"):
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request("http://127.0.0.1:%d/api/v1%s" % (port, path), data, {"Content-Type": media}, method=method)
    with urllib.request.urlopen(request, timeout=600) as answer:
        return json.loads(answer.read())


def started(folder):
    java = pathlib.Path(subprocess.run([root / "tools" / "jdk.sh"], check=True, capture_output=True, text=True).stdout.strip()) / "bin" / "java"
    jar = next((root / "target").glob("lawcast-*.jar"))
    log = open(pathlib.Path(folder) / "log", "w")
    service = subprocess.Popen([java, "-jar", jar], stdout=log, stderr=log,
                               env={**os.environ, "LAWCAST_DATA_DIR": folder + "/data", "SERVER_PORT": str(port)})
    while True:
        try:
            call("GET", "/experiments")
            return service
        except OSError:
            if service.poll() is not None:
                sys.exit(pathlib.Path(log.name).read_text())
            time.sleep(.1)


def uploaded(x, y):
    experiment = call("POST", "/experiments", {"name": "groups", "variables": [{"name": "N", "role": "parameters", "unit": "1"}],
                                               "metrics": [{"name": "loss", "direction": "minimize"}]})["id"]
    rows = ["key,group,N,loss"] + ["%d-%d,g%d,%r,%r" % (g, i, g, float(x[i]), float(y[g, i])) for g in range(len(y)) for i in range(len(x))]
    start = time.perf_counter()
    call("POST", "/experiments/%s/runs" % experiment, "\n".join(rows).encode(), "text/csv")
    print("upload of %d runs: %.2f s" % (y.size, time.perf_counter() - start), flush=True)
    return experiment


def fitted(experiment):
    start = time.perf_counter()
    fit = call("POST", "/experiments/%s/fits" % experiment,
               {"metric": "loss", "law": "power_law_constant", "group_by": "group", "objective": {"space": "raw"}, "bootstrap": {"replicates": 0}})
    accepted = time.perf_counter() - start
    while fit["status"] in ("QUEUED", "RUNNING"):
        time.sleep(.01)
        fit = call("GET", "/experiments/%s/fits?limit=1" % experiment)["items"][0]  # without its 10,000 reports
    return accepted, time.perf_counter() - start, fit


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    x, y = peers.planted(count)
    with tempfile.TemporaryDirectory() as folder:
        service = started(folder)
        try:
            experiment = uploaded(x, y)
            fitted(experiment)
            ours = []
            for _ in range(repetitions):
                ours.append(fitted(experiment))
                print("ours: accepted after %.2f s, ended after %.2f s, %s %s" % (*ours[-1][:2], ours[-1][2]["status"], ours[-1][2].get("reason")), flush=True)
                peers.series(count)
            print("ours, median of %d: %.2f s" % (repetitions, statistics.median(o[1] for o in ours)))
        finally:
            service.terminate()
            service.wait()


if __name__ == "__main__":
    main()
