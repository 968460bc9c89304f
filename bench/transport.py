#!/usr/bin/env python3
"""Optimal transport beside POT on the same points, in one run on one machine: 64-d uniform clouds, correctness beside each time.

Run from the project's root; some ten minutes, 8 GiB:
  /usr/bin/python3 bench/transport.py [n ...]       500 1000 2000 5000 10000 20000 unless said
Debian: python3-numpy python3-scipy python3-pot. Peers on one thread; ours on one thread too, but for "all cores".
MiB are what a solve allocates in all beyond the cost matrix. Medians of seconds of the working thread (CPU), which other work on the machine changes less than those on the wall.
POT solves up to 5,000 points exactly and up to 2,000 by Sinkhorn's algorithm, which is cut off after 2,000 passes.
"""
import os
for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[v] = "1"
import json, multiprocessing, pathlib, subprocess, sys, time, warnings
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
        if sum(times) > 10:
            break
    return float(np.median(times)), result


def in_mib(field):
    return int(next(line for line in open("/proc/self/status") if line.startswith(field)).split()[1]) / 1024


def alone(work):
    """Seconds, result, and by how many MiB a process of its own grew."""
    def child(pipe):
        before = in_mib("VmRSS"); seconds, result = peer(work); pipe.send((seconds, result, in_mib("VmHWM") - before))
    fork = multiprocessing.get_context("fork"); near, far = fork.Pipe()
    process = fork.Process(target=child, args=(far,)); process.start(); answer = near.recv(); process.join()
    return answer


def row(work, own, peer_seconds=None, name="", agreement=""):
    print("%-34s n = %6d   ours %9.4f s %9.2f MiB" % (work, own["n"], own["cpu_seconds"], own["extra_mib"]) + ("" if peer_seconds is None else
          "   %-16s %9.4f s   ours takes %.3f of it" % (name, peer_seconds, own["cpu_seconds"] / peer_seconds)) + "   " + agreement, flush=True)


def sinkhorn(ot, w, cost, epsilon, tolerance):
    """POT stops by another norm: tighten it until the L1 error of both marginals is within the tolerance, or 2,000 passes are over."""
    for threshold in (tolerance, tolerance / 10, tolerance / 100):
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            plan, log = ot.sinkhorn(w, w, cost, epsilon, method="sinkhorn_log", numItermax=2000, stopThr=threshold, log=True)
        seconds = time.process_time() - start
        error = np.abs(plan.sum(1) - w).sum() + np.abs(plan.sum(0) - w).sum()
        if error <= tolerance or log["niter"] >= 1990:
            break
    return seconds, float((plan * cost).sum()), error, log["niter"]


def main():
    import ot
    sizes = [int(a) for a in sys.argv[1:]] or [500, 1000, 2000, 5000, 10000, 20000]
    folder.mkdir(parents=True, exist_ok=True)
    for n in sizes + [900]:
        for name, cloud in zip("xy", points(n)):
            cloud.tofile(folder / ("%s_%d.bin" % (name, n)))
    kept = [n for n in sizes if n <= 10000]; tight = [n for n in sizes if n <= 2000]
    tasks = [t for n in kept for t in ("cost,%d" % n, "exact,%d" % n, "entropic,%d,.05,1e-6" % n)] + ["entropic,%d,.01,1e-6" % n for n in tight]
    streamed = ["streamed,%d,.05,1e-6" % n for n in sizes if n >= 2000]
    mine = ours(tasks + streamed + ["path,900,0,0", "path,900,.05,1e-6", "path,900,.01,1e-6"], 1)
    get = lambda work, n, share=0.: next(m for m in mine if m["work"] == work and m["n"] == n and m["share"] == share)
    print("load of the machine: %.0f on %d cores" % (os.getloadavg()[0], os.cpu_count()))
    for n in kept:
        x, y = points(n); w = np.full(n, 1 / n)
        seconds, cost = peer(lambda: (x * x).sum(1)[:, None] + (y * y).sum(1)[None] - 2 * x @ y.T)
        multiplication, _ = peer(lambda: x @ y.T)
        row("cost matrix", get("cost", n), multiplication, "BLAS x·y alone", "relative difference of means %.1e" % (get("cost", n)["value"] / cost.mean() - 1))
        row("cost matrix", get("cost", n), seconds, "NumPy, BLAS")
        own = get("exact", n)
        if n > 5000:
            row("exact", own, agreement="duality gap %.0e" % own["error"])
        else:
            seconds, value, extra = alone(lambda: ot.emd2(w, w, cost, numItermax=10 ** 8))
            row("exact", own, seconds, "POT emd2", "relative difference %.1e, POT's memory %.0f MiB" % (own["value"] / value - 1, extra))
        for share in (.05, .01) if n <= 2000 else (.05,):
            own = get("entropic", n, share); title = "entropic, ε = %.0f %%, L1 1e-6" % (100 * share)
            if n > 2000:
                row(title, own, agreement="L1 error %.0e, passes %d" % (own["error"], own["iterations"])); continue
            seconds, value, error, steps = sinkhorn(ot, w, cost, share * cost.mean(), 1e-6)
            row(title, own, seconds, "POT sinkhorn_log", "relative difference %.1e, L1 errors %.0e and %.0e, passes %d and %d" % (own["value"] / value - 1, own["error"], error, own["iterations"], steps))
    for task in streamed:
        own = get("streamed", int(task.split(",")[1]), .05)
        row("entropic, ε = 5 %, linear memory", own, agreement="allocated in all, block by block; L1 error %.0e, passes %d" % (own["error"], own["iterations"]))
    for share in (0., .05, .01):
        warm, cold = get("path warm", 900, share), get("path cold", 900, share)
        print("200 mixtures on a path, n = 900, %-10s warm %.3f s   cold %.3f s   ratio %.1f   relative difference %.1e" % (
            "ε = %.0f %%" % (100 * share) if share else "exact", warm["cpu_seconds"], cold["cpu_seconds"], cold["cpu_seconds"] / warm["cpu_seconds"], warm["value"] / cold["value"] - 1), flush=True)
    for own in ours(["entropic,%d,%s,1e-6" % (n, share) for n in tight for share in (".05", ".01")], 0) if tight else []:
        print("entropic, ε = %.0f %%, all cores, n = %d: %.4f s on the wall, L1 error %.0e" % (100 * own["share"], own["n"], own["seconds"], own["error"]))


if __name__ == "__main__":
    main()
