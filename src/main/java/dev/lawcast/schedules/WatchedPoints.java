package dev.lawcast.schedules;

import dev.lawcast.api.JsonBodies;
import dev.lawcast.api.JsonBody;
import dev.lawcast.calibration.FrozenForecasts;
import dev.lawcast.fits.Fit;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// The points at which somebody looks at the versions of a fit.
@Repository
class WatchedPoints {

    private static final double LEVEL = .95;

    private static final int MOST = 100;

    private final JdbcClient database;
    private final FrozenForecasts frozen;

    WatchedPoints(JdbcClient database, FrozenForecasts frozen) {
        this.database = database;
        this.frozen = frozen;
    }

    /// @param point as JSON
    record At(String point, double level) {}

    /// Those of the schedule that asked for the fit, and of forecasts of its parent that are
    /// frozen.
    List<At> of(Fit fit, Fit parent) {
        var all = new LinkedHashSet<>(ofSchedule(fit));
        frozen.pointsOf(parent.id()).forEach((point, level) -> all.add(new At(point, level)));
        return all.stream().limit(MOST).toList();
    }

    private List<At> ofSchedule(Fit fit) {
        Optional<String> request =
                database.sql(
                                """
                                select s.request from schedule s join firing f on f.schedule_id = s.id
                                 where f.fit_id = :fit limit 1
                                """)
                        .param("fit", fit.id())
                        .query(String.class)
                        .optional();
        return request.map(json -> of(JsonBodies.kept(json).object("watch"))).orElse(List.of());
    }

    static List<At> of(ScheduleRequest request) {
        return of(request.watch());
    }

    private static List<At> of(@Nullable JsonBody watch) {
        if (watch == null) {
            return List.of();
        }
        Double level = watch.number("level");
        return watch.objects("points", MOST).stream()
                .map(point -> new At(point.json(), level == null ? LEVEL : level))
                .toList();
    }
}
