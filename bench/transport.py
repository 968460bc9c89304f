#!/usr/bin/env python3
"""Optimal transport beside POT on the same points, in one run on one machine: 64-d uniform clouds, correctness beside each time.

Run from the project's root:
  /usr/bin/python3 bench/transport.py [n ...]       1000 and 5000 unless said; more than 5,000 ours alone
Debian: python3-numpy python3-scipy python3-pot. Peers on one thread; ours on one thread too, but for "all cores".
Medians of seconds of the working thread (CPU), which other work on the machine changes less than those on the wall.
"""
import os
for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[v] = "1"
import json, pathlib, resource, subprocess, sys, time, warnings
import numpy as np

root = pathlib.Path(__file__).resolve().parent.parent
folder = root / "target" / "transport"


def points(n):
    rng = np.random.default_rng(3)
    return rng.random((n, 64)), rng.random((n, 64))


def ours(tasks, threads):
    """threads: 1, or 0 for all cores."""
    jvm = "-Xmx8g " + ("-XX:ActiveProcessorCount=1 -XX:+UseSerialGC" if threads == 1 else "")
    text = subprocess.run(
        ["mvn", "-q", "-Pbench", "test-compile", "exec:exec", "-Dbench.main=%s dev.lawcast.bench.TransportMain" % jvm,
         "-Dbench=%s" % folder, "-Dbench.args=%s" % " ".join(tasks)],
        cwd=root, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def peer(work, repeats=3):
    times = []
    for _ in range(repeats):
        start = time.process_time(); result = work(); times.append(time.process_time() - start)
        if times[-1] > 20:
            break
    return float(np.median(times)), result


def row(work, n, own, time_of_peer=None, name="", agreement=""):
    print("%-34s n = %6d   ours %9.4f s %9.1f MiB" % (work, n, own["cpu_seconds"], own["extra_mib"]) + ("" if time_of_peer is None else
          "   %-18s %9.4f s   ours takes %.3f of it" % (name, time_of_peer, own["cpu_seconds"] / time_of_peer)) + "   " + agreement, flush=True)


def sinkhorn(ot, w, cost, epsilon, tolerance):
    """POT stops by another norm: tighten it until the L1 error of both marginals is within the tolerance."""
    for threshold in (tolerance, tolerance / 10, tolerance / 100):
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            plan, log = ot.sinkhorn(w, w, cost, epsilon, method="sinkhorn_log", numItermax=20000, stopThr=threshold, log=True)
        seconds = time.process_time() - start
        error = np.abs(plan.sum(1) - w).sum() + np.abs(plan.sum(0) - w).sum()
        if error <= tolerance:
            break
    return seconds, float((plan * cost).sum()), error, log["niter"]


def main():
    import ot
    sizes = [int(a) for a in sys.argv[1:]] or [1000, 5000]
    folder.mkdir(parents=True, exist_ok=True)
    for n in sizes + [900]:
        for name, cloud in zip("xy", points(n)):
            cloud.tofile(folder / ("%s_%d.bin" % (name, n)))
    tasks = [t for n in sizes for t in ("cost,%d" % n, "exact,%d" % n, "entropic,%d,.05,1e-6" % n)]
    mine = ours(tasks + ["entropic,%d,.01,1e-6" % n for n in sizes if n <= 2000] + ["path,900,0,0", "path,900,.05,1e-6", "path,900,.01,1e-6"], 1)
    get = lambda work, n, share=0.: next(m for m in mine if m["work"] == work and m["n"] == n and m["share"] == share)
    for n in sizes:
        x, y = points(n); w = np.full(n, 1 / n)
        seconds, cost = peer(lambda: (x * x).sum(1)[:, None] + (y * y).sum(1)[None] - 2 * x @ y.T)
        multiplication, _ = peer(lambda: x @ y.T)
        row("cost matrix", n, get("cost", n), multiplication, "BLAS x·y alone", "relative difference of means %.1e" % (get("cost", n)["value"] / cost.mean() - 1))
        row("cost matrix", n, get("cost", n), seconds, "NumPy, BLAS")
        if n > 5000:
            row("exact", n, get("exact", n)); row("entropic, ε = 5 %", n, get("entropic", n, .05)); continue
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, value = peer(lambda: ot.emd2(w, w, cost, numItermax=10 ** 8))
        extra = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        row("exact", n, get("exact", n), seconds, "POT emd2", "relative difference %.1e, POT's memory %.0f MiB" % (get("exact", n)["value"] / value - 1, extra))
        for share in (.05, .01) if n <= 2000 else (.05,):
            own = get("entropic", n, share)
            seconds, value, error, steps = sinkhorn(ot, w, cost, share * cost.mean(), 1e-6)
            row("entropic, ε = %.0f %%, L1 1e-6" % (100 * share), n, own, seconds, "POT sinkhorn_log",
                "relative difference %.1e, L1 errors %.0e and %.0e, passes %d and %d" % (own["value"] / value - 1, own["error"], error, own["iterations"], steps))
    for share in (0., .05, .01):
        warm, cold = get("path warm", 900, share), get("path cold", 900, share)
        print("200 mixtures on a path, n = 900, %-10s warm %.3f s   cold %.3f s   ratio %.1f   relative difference %.1e" % (
            "ε = %.0f %%" % (100 * share) if share else "exact", warm["cpu_seconds"], cold["cpu_seconds"], cold["cpu_seconds"] / warm["cpu_seconds"], warm["value"] / cold["value"] - 1))
    for own in ours(["entropic,%d,.01,1e-6" % n for n in sizes if n <= 2000], 0) if min(sizes) <= 2000 else []:
        print("entropic, ε = 1 %%, all cores, n = %d: %.4f s on the wall, L1 error %.0e" % (own["n"], own["seconds"], own["error"]))


if __name__ == "__main__":
    main()
