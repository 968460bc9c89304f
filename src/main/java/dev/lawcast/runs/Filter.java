package dev.lawcast.runs;

import java.util.List;

/// A condition on runs, as `where` states it; the names in it are resolved.
sealed interface Filter {

    record All() implements Filter {}

    record And(List<Filter> parts) implements Filter {}

    record Or(List<Filter> parts) implements Filter {}

    record Not(Filter part) implements Filter {}

    /// @param value a [Double], [Long], [String] or [java.time.Instant], as the column holds
    record Comparison(RunColumn column, Operator operator, Object value) implements Filter {}

    record In(RunColumn column, List<Object> values) implements Filter {}

    record IsNull(RunColumn column) implements Filter {}

    enum Operator {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String sql;

        Operator(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }
}
