#!/usr/bin/env python3
"""Fitting speed beside SciPy and lmfit, in one run on one machine: only the ratios count.

Run from the project's root (reads ../shared/reference/chinchilla/runs.csv):
  /usr/bin/python3 bench/fitting.py
Debian: python3-scipy python3-lmfit. Peers: bench/peers.py, one thread, warm, each from a good start; ours by JMH, from no start.
Medians on both sides.
"""
import json, pathlib, subprocess, sys

root = pathlib.Path(__file__).resolve().parent.parent
runs = root / ".." / "shared" / "reference" / "chinchilla" / "runs.csv"
answers = root / "target" / "fitting.json"


def peers(*arguments):
    print("peers.py", *arguments, flush=True)
    text = subprocess.run([sys.executable, root / "bench" / "peers.py", *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    print(text, end="", flush=True)
    return [json.loads(line) for line in text.splitlines()]


def ours():
    answers.parent.mkdir(exist_ok=True)
    subprocess.run(
        ["mvn", "-q", "-Pbench", "test-compile", "exec:exec", "-Dbench=(PowerLaw|Chinchilla|Bootstrap)Benchmark",
         "-Dbench.args=-f 1 -wi 5 -i 5 -w 2 -r 2 -rf json -rff %s" % answers],
        cwd=root, check=True)
    seconds = {"us/op": 1e-6, "ms/op": 1e-3, "s/op": 1.}
    return {b["benchmark"].split("bench.")[-1]: median(b["primaryMetric"]) * seconds[b["primaryMetric"]["scoreUnit"]]
            for b in json.loads(answers.read_text())}


def costs():
    """JSON lines of FitCosts, printed as they come."""
    text = subprocess.run(["mvn", "-q", "-Pbench", "test-compile", "exec:exec", "-Dbench.main=dev.lawcast.bench.FitCosts", "-Dbench=", "-Dbench.args="],
                          cwd=root, check=True, capture_output=True, text=True).stdout
    lines = [line for line in text.splitlines() if line.startswith("{")]
    print(*lines, sep="\n", flush=True)
    return [json.loads(line) for line in lines]


def median(metric):
    return metric["scorePercentiles"]["50.0"]  # of the samples, or of the repetitions of a single shot


def main():
    power = peers("power", 30)
    chinchilla = peers("chinchilla", runs)[0]
    bootstrap = peers("bootstrap", runs, 200)[0]
    mine = ours()
    rows = [("power law + constant, n = 30", mine["PowerLawBenchmark.lawcast"], p["peer"], p["milliseconds"] / 1e3) for p in power]
    rows += [("power law + constant, n = 30", mine["PowerLawBenchmark.lawcast"], name, mine["PowerLawBenchmark." + key])
             for name, key in (("Hipparchus", "hipparchus"), ("Commons Math", "commonsMath"))]
    rows.append(("Chinchilla, 240 points", mine["ChinchillaBenchmark.lawcast"], chinchilla["peer"], chinchilla["milliseconds"] / 1e3))
    rows.append(("4,000 refits, ours on 2 threads", mine["BootstrapBenchmark.bootstrap"], bootstrap["peer"], bootstrap["seconds_for_4000"]))
    parts = costs()
    at = next(c for c in parts if c["work"] == "grows" and c["n"] == 100_000)["ms"] / 1e3
    rows += [("power law + constant, n = 100,000", at, p["peer"], p["milliseconds"] / 1e3) for p in peers("power", 100_000)]
    rows += [("power law + constant, n = 100,000", at, c["peer"], c["ms"] / 1e3) for c in parts if c["work"] == "peer"]
    short = next(c for c in parts if c["work"].startswith("10,000 series"))["ms"] / 1e3
    rows += [("10,000 series of 12, 2 threads", short, p["peer"], p["milliseconds"] / 1e3) for p in peers("series", 10_000)]
    for work, own, peer, time in rows:
        print("%-34s ours %10.3f ms   %-30s %10.3f ms   %7.1f times as fast" % (work, own * 1e3, peer, time * 1e3, time / own))


if __name__ == "__main__":
    main()
