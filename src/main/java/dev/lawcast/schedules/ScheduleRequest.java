package dev.lawcast.schedules;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.api.JsonBody;
import dev.lawcast.experiments.Experiment;
import dev.lawcast.fits.Fits;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// What a schedule was asked to do. It is kept as JSON with every default written out, and read by
/// the same reader again.
///
/// @param cron five fields, or null
/// @param onNewRuns or null
/// @param jitterSeconds a time of the cron expression is spread by up to so much
/// @param catchUp `latest`: times that were missed are made up for by one firing; `skip`: they are
///   not
/// @param fit the body of `POST /experiments/{id}/fits`
/// @param watch points of which each version's forecasts are frozen, or null
record ScheduleRequest(
        @Nullable String name,
        @Nullable String cron,
        String zone,
        @Nullable OnNewRuns onNewRuns,
        int jitterSeconds,
        String catchUp,
        JsonBody fit,
        @Nullable JsonBody watch,
        List<AlertRule> alerts,
        boolean paused) {

    static final List<String> CATCH_UPS = List.of("latest", "skip");
    private static final int MOST_ALERTS = 20;
    private static final int DAY = 86_400;

    /// @param min runs that are new, changed or deleted
    /// @param debounceSeconds for so long no further one has arrived; ten times as long after the
    ///   first one it fires all the same
    record OnNewRuns(int min, int debounceSeconds) {}

    static ScheduleRequest read(JsonBody body, Experiment experiment, Fits fits) {
        body.allow(
                "name",
                "cron",
                "zone",
                "on_new_runs",
                "jitter_seconds",
                "catch_up",
                "fit",
                "watch",
                "alerts",
                "paused");
        String zone = body.text("zone", 100);
        String cron = body.text("cron", 200);
        OnNewRuns onNewRuns = onNewRuns(body.object("on_new_runs"));
        if (cron == null && onNewRuns == null && body.errors().isEmpty()) {
            body.fail(
                    "cron",
                    null,
                    ErrorCode.MISSING,
                    "Neither 'cron' nor 'on_new_runs' says when to refit.");
        }
        checkTimes(body, cron, zone == null ? "UTC" : zone);
        Long jitter = body.integer("jitter_seconds", 0, DAY);
        String catchUp = body.oneOf("catch_up", CATCH_UPS);
        JsonBody fit = body.object("fit");
        if (fit == null && !body.has("fit")) {
            body.missing("fit");
        }
        List<String> parameters = fit == null ? List.of() : fits.check(experiment, fit);
        var alerts = new ArrayList<AlertRule>();
        for (JsonBody given : body.objects("alerts", MOST_ALERTS)) {
            AlertRule rule = AlertRule.read(given, experiment, parameters);
            if (rule != null) {
                alerts.add(rule);
            }
        }
        JsonBody watch = watch(body);
        Boolean paused = body.flag("paused");
        var request =
                new ScheduleRequest(
                        body.text("name", 200),
                        cron,
                        zone == null ? "UTC" : zone,
                        onNewRuns,
                        jitter == null ? 0 : jitter.intValue(),
                        catchUp == null ? "latest" : catchUp,
                        fit == null ? body : fit,
                        watch,
                        List.copyOf(alerts),
                        paused != null && paused);
        body.errors().throwIfAny();
        return request;
    }

    private static @Nullable OnNewRuns onNewRuns(@Nullable JsonBody given) {
        if (given == null) {
            return null;
        }
        given.allow("min", "debounce_seconds");
        Long min = given.integer("min", 1, 1_000_000_000);
        Long debounce = given.integer("debounce_seconds", 0, DAY);
        return new OnNewRuns(
                min == null ? 1 : min.intValue(), debounce == null ? 60 : debounce.intValue());
    }

    private static @Nullable JsonBody watch(JsonBody body) {
        JsonBody watch = body.object("watch");
        if (watch != null) {
            watch.allow("points", "level");
            if (watch.objects("points", 100).isEmpty() && watch.errors().isEmpty()) {
                watch.missing("points");
            }
            Double level = watch.number("level");
            if (level != null && !(level >= .5 && level <= .999)) {
                watch.fail(
                        "level",
                        level.toString(),
                        ErrorCode.OUT_OF_RANGE,
                        "'level' is " + level + ", must be from .5 to .999.");
            }
        }
        return watch;
    }

    private static void checkTimes(JsonBody body, @Nullable String cron, String zone) {
        ZoneId id;
        try {
            id = ZoneId.of(zone);
        } catch (DateTimeException e) {
            body.fail(
                    "zone",
                    zone,
                    ErrorCode.UNKNOWN_NAME,
                    "There is no time zone '"
                            + InputError.cut(zone)
                            + "'. Maybe a name such as Europe/Berlin or UTC is meant.");
            return;
        }
        if (cron != null) {
            try {
                CronTimes.of(cron, id);
            } catch (IllegalArgumentException e) {
                body.fail(
                        "cron",
                        cron,
                        ErrorCode.OUT_OF_RANGE,
                        "'cron' " + String.valueOf(e.getMessage()));
            }
        }
    }

    /// Null without a cron expression.
    @Nullable CronTimes times() {
        return cron == null ? null : CronTimes.of(cron, ZoneId.of(zone));
    }

    ObjectNode json(JsonMapper json) {
        ObjectNode node = json.createObjectNode();
        node.put("name", name);
        node.put("cron", cron);
        node.put("zone", zone);
        if (onNewRuns == null) {
            node.putNull("on_new_runs");
        } else {
            node.putObject("on_new_runs")
                    .put("min", onNewRuns.min())
                    .put("debounce_seconds", onNewRuns.debounceSeconds());
        }
        node.put("jitter_seconds", jitterSeconds);
        node.put("catch_up", catchUp);
        node.set("fit", json.readTree(fit.json()));
        JsonNode watched = watch == null ? json.nullNode() : json.readTree(watch.json());
        node.set("watch", watched);
        var rules = node.putArray("alerts");
        for (AlertRule alert : alerts) {
            ObjectNode rule = rules.addObject().put("on", alert.on());
            alert.write(rule);
        }
        node.put("paused", paused);
        return node;
    }
}
