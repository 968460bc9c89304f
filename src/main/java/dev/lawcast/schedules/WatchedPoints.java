package dev.lawcast.schedules;

import dev.lawcast.api.JsonBodies;
import dev.lawcast.api.JsonBody;
import dev.lawcast.fits.Fit;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.util.List;
import java.util.Optional;

/// The points at which somebody looks at the versions of a fit.
@Repository
class WatchedPoints {

    private static final double LEVEL = .95;

    private final JdbcClient database;

    WatchedPoints(JdbcClient database) {
        this.database = database;
    }

    /// @param point as JSON
    record At(String point, double level) {}

    /// Those of the schedule that asked for the fit.
    List<At> of(Fit fit) {
        Optional<String> request =
                database.sql(
                                """
                                select s.request from schedule s join firing f on f.schedule_id = s.id
                                 where f.fit_id = :fit limit 1
                                """)
                        .param("fit", fit.id())
                        .query(String.class)
                        .optional();
        return request.map(WatchedPoints::of).orElse(List.of());
    }

    private static List<At> of(String request) {
        JsonBody watch = JsonBodies.kept(request).object("watch");
        if (watch == null) {
            return List.of();
        }
        Double level = watch.number("level");
        return watch.objects("points", 100).stream()
                .map(point -> new At(point.json(), level == null ? LEVEL : level))
                .toList();
    }
}
