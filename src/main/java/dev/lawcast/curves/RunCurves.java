package dev.lawcast.curves;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.util.List;

/// The curves of many runs at once, for those who fit them.
@Repository
public class RunCurves {

    /// One point.
    public interface Each {
        void point(long run, double step, double value);
    }

    private final JdbcClient database;

    RunCurves(JdbcClient database) {
        this.database = database;
    }

    /// Run by run, in the order of their steps. Points at step 0 lie on no law of sizes and are
    /// left out.
    ///
    /// @param runs ids
    /// @param most points read at most
    public void forEach(List<Long> runs, int metric, int most, Each each) {
        database.sql(
                        """
                        select run_id, step, value from point
                        where run_id = any (?) and metric_id = ? and step > 0
                        order by run_id, step limit ?
                        """)
                .params(runs.toArray(Long[]::new), metric, most)
                .query(row -> {
                    each.point(row.getLong(1), row.getDouble(2), row.getDouble(3));
                });
    }
}
