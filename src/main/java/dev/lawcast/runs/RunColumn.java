package dev.lawcast.runs;

import dev.lawcast.experiments.Metric;
import dev.lawcast.experiments.Variable;

import java.util.Locale;

/// A place for a value in a run: a column of a CSV file, a field of a JSON object, a name in a
/// filter.
sealed interface RunColumn {

    /// As it heads a CSV column.
    String name();

    /// Where it stands in a run's JSON object (RFC 6901).
    String pointer();

    /// What every run may have, whatever its experiment declares.
    record Attribute(Kind kind) implements RunColumn {
        enum Kind {
            KEY,
            SEED,
            STATUS,
            GROUP,
            STARTED_AT,
            EXCLUDED
        }

        static final Attribute KEY = new Attribute(Kind.KEY);

        @Override
        public String name() {
            return kind.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String pointer() {
            return "/" + name();
        }
    }

    record OfVariable(Variable variable) implements RunColumn {
        @Override
        public String name() {
            return variable.name();
        }

        @Override
        public String pointer() {
            return "/variables/" + escaped(name());
        }
    }

    record OfMetric(Metric metric) implements RunColumn {
        @Override
        public String name() {
            return metric.name();
        }

        @Override
        public String pointer() {
            return "/metrics/" + escaped(name());
        }
    }

    record OfStandardError(Metric metric) implements RunColumn {
        static final String ENDING = "_standard_error";

        @Override
        public String name() {
            return metric.name() + ENDING;
        }

        @Override
        public String pointer() {
            return "/standard_errors/" + escaped(metric.name());
        }
    }

    record OfTag(String tag) implements RunColumn {
        static final String PREFIX = "tag:";

        @Override
        public String name() {
            return PREFIX + tag;
        }

        @Override
        public String pointer() {
            return "/tags/" + escaped(tag);
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
