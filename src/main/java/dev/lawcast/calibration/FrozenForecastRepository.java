package dev.lawcast.calibration;

import dev.lawcast.scaling.fit.Interval;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/// The table `frozen_forecast`.
@Repository
class FrozenForecastRepository {

    private static final TypeReference<LinkedHashMap<String, Object>> POINT =
            new TypeReference<>() {};
    private static final TypeReference<List<Interval>> INTERVALS = new TypeReference<>() {};

    private final JdbcClient database;
    private final JsonMapper json;

    FrozenForecastRepository(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    void insert(FrozenForecast forecast) {
        database.sql(
                        """
                        insert into frozen_forecast (id, experiment_id, fit_id, fit_version, metric, point, run_key, tolerance, level,
                                                     space, mean, mean_interval, new_run_intervals, extrapolation_factor, status)
                        values (:id, :experiment, :fit, :version, :metric, cast(:point as json), :run, :tolerance, :level,
                                :space, :mean, cast(:meanInterval as json), cast(:intervals as json), :factor, 'OPEN')
                        """)
                .param("id", forecast.id())
                .param("experiment", forecast.experiment())
                .param("fit", forecast.fit())
                .param("version", forecast.fitVersion())
                .param("metric", forecast.metric())
                .param("point", json.writeValueAsString(forecast.point()))
                .param("run", forecast.runKey())
                .param("tolerance", forecast.tolerance())
                .param("level", forecast.level())
                .param("space", forecast.space())
                .param("mean", forecast.mean())
                .param(
                        "meanInterval",
                        forecast.meanInterval() == null
                                ? null
                                : json.writeValueAsString(forecast.meanInterval()))
                .param("intervals", json.writeValueAsString(forecast.newRunIntervals()))
                .param("factor", forecast.extrapolationFactor())
                .update();
    }

    /// Ends a forecast; false where another process has done so.
    boolean score(
            UUID id,
            FrozenForecast.Status status,
            @Nullable String reason,
            String run,
            @Nullable Double measured,
            @Nullable Double logScore) {
        return database.sql(
                                """
                                update frozen_forecast set status = :status, reason = :reason, run = :run, measured = :measured,
                                       log_score = :score, scored_at = clock_timestamp()
                                 where id = :id and status = 'OPEN'
                                """)
                        .param("id", id)
                        .param("status", status.name())
                        .param("reason", reason)
                        .param("run", run)
                        .param("measured", measured)
                        .param("score", logScore)
                        .update()
                == 1;
    }

    List<FrozenForecast> of(List<UUID> ids) {
        return database.sql("select * from frozen_forecast where id = any (:ids) order by id")
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, _) -> forecast(row))
                .list();
    }

    List<FrozenForecast> open(UUID experiment) {
        return database.sql(
                        "select * from frozen_forecast where experiment_id = :experiment and status = 'OPEN' order by id")
                .param("experiment", experiment)
                .query((row, _) -> forecast(row))
                .list();
    }

    /// Of several forecasts of one run the latest: those before it say little of their own.
    List<FrozenForecast> latestScored(UUID experiment, String metric) {
        return database.sql(
                        """
                        select distinct on (run) * from frozen_forecast
                         where experiment_id = :experiment and metric = :metric and status = 'SCORED'
                         order by run, id desc
                        """)
                .param("experiment", experiment)
                .param("metric", metric)
                .query((row, _) -> forecast(row))
                .list();
    }

    List<FrozenForecast> ofFit(UUID fit) {
        return database.sql("select * from frozen_forecast where fit_id = :fit order by id")
                .param("fit", fit)
                .query((row, _) -> forecast(row))
                .list();
    }

    /// The latest first.
    List<FrozenForecast> page(
            UUID experiment, @Nullable String status, @Nullable UUID before, int limit) {
        return database.sql(
                        """
                        select * from frozen_forecast
                         where experiment_id = :experiment and (cast(:before as uuid) is null or id < :before)
                           and (cast(:status as text) is null or status = :status)
                         order by id desc limit :limit
                        """)
                .param("experiment", experiment)
                .param("status", status)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> forecast(row))
                .list();
    }

    private FrozenForecast forecast(ResultSet row) throws SQLException {
        String mean = row.getString("mean_interval");
        OffsetDateTime scored = row.getObject("scored_at", OffsetDateTime.class);
        return new FrozenForecast(
                row.getObject("id", UUID.class),
                row.getObject("experiment_id", UUID.class),
                row.getObject("fit_id", UUID.class),
                row.getInt("fit_version"),
                row.getString("metric"),
                json.readValue(row.getString("point"), POINT),
                row.getString("run_key"),
                row.getDouble("tolerance"),
                row.getDouble("level"),
                row.getString("space"),
                row.getDouble("mean"),
                mean == null ? null : json.readValue(mean, Interval.class),
                json.readValue(row.getString("new_run_intervals"), INTERVALS),
                row.getDouble("extrapolation_factor"),
                FrozenForecast.Status.valueOf(row.getString("status")),
                row.getString("reason"),
                row.getString("run"),
                row.getObject("measured", Double.class),
                row.getObject("log_score", Double.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                scored == null ? null : scored.toInstant());
    }
}
