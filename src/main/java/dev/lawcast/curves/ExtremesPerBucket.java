package dev.lawcast.curves;

import java.util.ArrayList;
import java.util.List;

/// Draws a long curve from few of its points: the first, the last, and of each of k buckets of
/// equally many neighbours the lowest and the highest. A spike of the loss is never lost, as it
/// would be by taking every n-th point; the picture is that of the whole curve down to a bucket's
/// width (the min–max part of M4: Jugel et al., PVLDB 7(10), 2014).
final class ExtremesPerBucket {

    static final int FEWEST = 4;

    private final long count;
    private final int most;
    private final int buckets;
    private final List<CurvePoint> kept = new ArrayList<>();
    private long seen;
    private long bucket = -1;
    private CurvePoint lowest = new CurvePoint(0, 0);
    private CurvePoint highest = lowest;

    /// @param count points that the curve has and [#add] will be given
    /// @param most points to keep, at least [#FEWEST]
    ExtremesPerBucket(long count, int most) {
        if (most < FEWEST) {
            throw new IllegalArgumentException("most is " + most + ", must be at least " + FEWEST);
        }
        this.count = count;
        this.most = most;
        this.buckets = (most - 2) / 2;
    }

    /// The next point by step.
    void add(double step, double value) {
        var point = new CurvePoint(step, value);
        long index = seen++;
        if (count <= most || index == 0) {
            kept.add(point);
        } else if (index == count - 1) {
            flush();
            kept.add(point);
        } else {
            addTo((index - 1) * buckets / (count - 2), point);
        }
    }

    List<CurvePoint> points() {
        return List.copyOf(kept);
    }

    private void addTo(long now, CurvePoint point) {
        if (now != bucket) {
            flush();
            bucket = now;
            lowest = point;
            highest = point;
            return;
        }
        lowest = point.value() < lowest.value() ? point : lowest;
        highest = point.value() > highest.value() ? point : highest;
    }

    private void flush() {
        if (bucket < 0) {
            return;
        }
        boolean lowestFirst = lowest.step() <= highest.step();
        kept.add(lowestFirst ? lowest : highest);
        if (lowest != highest) {
            kept.add(lowestFirst ? highest : lowest);
        }
    }
}
