package dev.lawcast.curves;

import dev.lawcast.experiments.Metric;
import dev.lawcast.runs.Run;
import dev.lawcast.uploads.DecimalNumber;

import java.util.Arrays;
import java.util.List;

/// Reads a line the way nearly all of them are written,
/// `{"run":"a","step":100,"metrics":{"loss":2.3}}`, several times faster than a general parser.
/// Whatever is not plain (an escape, a repeated or unknown name, a number that is not finite, an
/// error of any kind) it leaves to [PointFields]: what it takes, it takes exactly as that would.
final class PlainLine {

    private static final char[] RUN = "run".toCharArray();
    private static final char[] STEP = "step".toCharArray();
    private static final char[] METRICS = "metrics".toCharArray();

    private final List<Metric> declared;
    private final char[][] metrics;
    private final long[] seenAt; // by metric: the last line that had it
    private final boolean runInLine;
    private String run;

    private char[] text = {};
    private int at;
    private int end;
    private int nameStart;
    private int nameEnd;

    PlainLine(PointFields fields) {
        this.declared = fields.metrics();
        this.metrics = new char[declared.size()][];
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] = declared.get(i).name().toCharArray();
        }
        this.seenAt = new long[metrics.length];
        String given = fields.runOfAll();
        this.runInLine = given == null;
        this.run = given == null ? "" : given;
    }

    /// @param line its number, from 1
    /// @return whether the line was plain; if not, the batch is as before
    boolean read(char[] text, int start, int length, long line, PointBatch batch) {
        this.text = text;
        this.at = start;
        this.end = start + length;
        int first = batch.size;
        boolean hasRun = !runInLine;
        boolean hasStep = false;
        boolean hasMetrics = false;
        double step = 0;
        boolean plain = skip('{');
        while (plain) {
            plain = string() && skip(':');
            if (plain && !hasStep && nameIs(STEP)) {
                hasStep = true;
                step = number() + 0.0;
                plain = step >= 0; // not NaN either
            } else if (plain && !hasMetrics && nameIs(METRICS)) {
                hasMetrics = true;
                plain = metrics(line, batch);
            } else if (plain && !hasRun && nameIs(RUN)) {
                hasRun = true;
                plain = string() && nameEnd > nameStart && nameEnd - nameStart <= Run.LONGEST_KEY;
                if (plain) {
                    takeRun();
                }
            } else {
                plain = false;
            }
            if (plain && !skip(',')) {
                plain = skip('}') && next() == '\n';
                break;
            }
        }
        if (plain && hasRun && hasStep && batch.size > first) {
            batch.complete(first, line, run, step);
            return true;
        }
        batch.cut(first);
        return false;
    }

    private boolean metrics(long line, PointBatch batch) {
        if (!skip('{')) {
            return false;
        }
        int likely = 0;
        do {
            if (!string() || !skip(':')) {
                return false;
            }
            int metric = metric(likely);
            if (metric < 0 || seenAt[metric] == line) {
                return false;
            }
            seenAt[metric] = line;
            double value = number();
            if (Double.isNaN(value) || !declared.get(metric).isWithinBounds(value)) {
                return false;
            }
            batch.add(metric, value);
            likely = metric + 1;
        } while (skip(','));
        return skip('}');
    }

    /// @param likely where to look first: metrics mostly come in the order of the experiment
    private int metric(int likely) {
        for (int i = 0; i < metrics.length; i++) {
            int index = (likely + i) % metrics.length;
            if (nameIs(metrics[index])) {
                return index;
            }
        }
        return -1;
    }

    private boolean nameIs(char[] name) {
        return Arrays.equals(text, nameStart, nameEnd, name, 0, name.length);
    }

    private void takeRun() {
        int length = nameEnd - nameStart;
        boolean same = run.length() == length;
        for (int i = 0; same && i < length; i++) {
            same = run.charAt(i) == text[nameStart + i];
        }
        if (!same) {
            run = new String(text, nameStart, length);
        }
    }

    /// The next character that is no blank, or a line feed at the end.
    private char next() {
        while (at < end) {
            char c = text[at];
            if (c != ' ' && c != '\t' && c != '\r') {
                return c;
            }
            at++;
        }
        return '\n';
    }

    private boolean skip(char wanted) {
        if (next() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    /// A text without escapes and control characters; surrogates are left to the general parser.
    private boolean string() {
        if (!skip('"')) {
            return false;
        }
        nameStart = at;
        while (at < end) {
            char c = text[at];
            if (c == '"') {
                nameEnd = at++;
                return true;
            }
            if (c < ' ' || c == '\\' || c >= '\uD800') {
                return false;
            }
            at++;
        }
        return false;
    }

    /// A number by JSON's grammar, or NaN where there is none or it is not finite.
    private double number() {
        next();
        int start = at;
        if (at < end && text[at] == '-') {
            at++;
        }
        int whole = at;
        if (!digits() || at - whole > 1 && text[whole] == '0') {
            return Double.NaN;
        }
        if (at < end && text[at] == '.') {
            at++;
            if (!digits()) {
                return Double.NaN;
            }
        }
        if (at < end && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            if (at < end && (text[at] == '-' || text[at] == '+')) {
                at++;
            }
            if (!digits()) {
                return Double.NaN;
            }
        }
        return at - start > 1_000 ? Double.NaN : DecimalNumber.parse(text, start, at - start);
    }

    private boolean digits() {
        int start = at;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at > start;
    }
}
