package dev.lawcast.schedules;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.JsonBodies;
import dev.lawcast.calibration.Calibrations;
import dev.lawcast.events.Events;
import dev.lawcast.fits.Fit;
import dev.lawcast.fits.Fits;
import dev.lawcast.forecasts.ForecastService;
import dev.lawcast.forecasts.TargetAnswer;
import dev.lawcast.scaling.forecast.Calibration;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What is told of refits, and which alerts they set off.
@Service
class Alerts {

    static final String FINISHED = "refit.finished";
    static final String FAILED = "refit.failed";

    private final Fits fits;
    private final ForecastService forecasts;
    private final Differences differences;
    private final Calibrations calibrations;
    private final Schedules schedules;
    private final ScheduleRepository rows;
    private final Events events;
    private final JsonMapper json;

    Alerts(
            Fits fits,
            ForecastService forecasts,
            Differences differences,
            Calibrations calibrations,
            Schedules schedules,
            ScheduleRepository rows,
            Events events,
            JsonMapper json) {
        this.fits = fits;
        this.forecasts = forecasts;
        this.differences = differences;
        this.calibrations = calibrations;
        this.schedules = schedules;
        this.rows = rows;
        this.events = events;
        this.json = json;
    }

    /// An event to be published.
    record Told(String type, ObjectNode data) {}

    /// That there is a new version, and what it sets off.
    List<Told> ofRefit(Schedule schedule, ScheduleRequest request, Firing firing, Fit fit) {
        var told = new ArrayList<Told>();
        ObjectNode finished = about(schedule, fit);
        finished.put("run_id", firing.id().toString());
        finished.put("version", fit.version());
        finished.put("status", fit.status().name());
        finished.put("reason", fit.reason());
        told.add(new Told(FINISHED, finished));
        UUID parentId = fit.parentId();
        if (parentId != null) {
            Fit parent = fits.get(parentId.toString());
            for (AlertRule rule : request.alerts()) {
                told.addAll(ofRule(schedule, rule, parent, fit));
            }
        }
        return told;
    }

    private List<Told> ofRule(Schedule schedule, AlertRule rule, Fit parent, Fit fit) {
        return switch (rule) {
            case AlertRule.RunOutside outside -> outside(schedule, outside, parent, fit);
            case AlertRule.ParameterMoved moved -> moved(schedule, moved, parent, fit);
            case AlertRule.TargetMoved target -> target(schedule, target, parent, fit);
            case AlertRule.CalibrationBroken _, AlertRule.ScheduleFailing _ -> List.of();
        };
    }

    private List<Told> outside(Schedule schedule, AlertRule.RunOutside rule, Fit parent, Fit fit) {
        List<Difference.Added> outside =
                differences.between(parent, fit, rule.level(), 0).runs().added().stream()
                        .filter(run -> Boolean.FALSE.equals(run.inside()))
                        .toList();
        if (outside.isEmpty()) {
            return List.of();
        }
        Told told =
                alert(
                        schedule,
                        rule,
                        fit,
                        "%d new runs lie outside the %s interval of version %d, first '%s'."
                                .formatted(
                                        outside.size(),
                                        rule.level(),
                                        parent.version(),
                                        outside.getFirst().key()));
        told.data().set("runs", json.valueToTree(outside));
        return List.of(told);
    }

    private List<Told> moved(
            Schedule schedule, AlertRule.ParameterMoved rule, Fit parent, Fit fit) {
        var told = new ArrayList<Told>();
        for (Difference.Parameter p :
                differences.between(parent, fit, Differences.LEVEL, 0).parameters()) {
            Double change = p.change();
            if (p.name().equals(rule.parameter())
                    && change != null
                    && Math.abs(change) > rule.by()) {
                Told one =
                        alert(
                                schedule,
                                rule,
                                fit,
                                "%s%s moved from %.4g to %.4g, by more than %s."
                                        .formatted(
                                                p.name(),
                                                p.group() == null ? "" : " of '" + p.group() + "'",
                                                p.before(),
                                                p.after(),
                                                rule.by()));
                one.data().set("parameter", json.valueToTree(p));
                told.add(one);
            }
        }
        return told;
    }

    private List<Told> target(Schedule schedule, AlertRule.TargetMoved rule, Fit parent, Fit fit) {
        TargetAnswer before = target(parent, rule);
        TargetAnswer after = target(fit, rule);
        if (before == null || after == null) {
            return List.of(); // one of the versions has no curve to ask
        }
        Double from = before.solution();
        Double to = after.solution();
        String what = "%s of %s".formatted(fit.metric(), rule.value());
        String message;
        if (from == null && to == null) {
            return List.of();
        } else if (to == null) {
            message = "A %s is reached no longer; it was at %.4g.".formatted(what, from);
        } else if (from == null) {
            message = "A %s is reached now, at %.4g.".formatted(what, to);
        } else {
            double factor = Math.max(to / from, from / to);
            if (!(factor > rule.byFactor())) {
                return List.of();
            }
            message =
                    "A %s is reached %s: at %.4g, not %.4g."
                            .formatted(what, to < from ? "earlier" : "later", to, from);
        }
        Told told = alert(schedule, rule, fit, message);
        told.data().put("before", from);
        told.data().put("after", to);
        told.data().put("solve_for", after.solveFor());
        return List.of(told);
    }

    private @Nullable TargetAnswer target(Fit fit, AlertRule.TargetMoved rule) {
        ObjectNode body = json.createObjectNode();
        body.put("value", rule.value());
        body.put("solve_for", rule.solveFor());
        if (!rule.given().isEmpty()) {
            ObjectNode given = body.putObject("given");
            rule.given().forEach(given::put);
        }
        try {
            return forecasts.target(fit.id().toString(), JsonBodies.kept(body.toString()));
        } catch (ApiException e) {
            return null;
        }
    }

    /// That a firing failed, and whether that is one too many.
    List<Told> ofFailure(Schedule schedule, Firing firing, String reason) {
        var told = new ArrayList<Told>();
        ObjectNode failed = json.createObjectNode();
        failed.put("schedule_id", schedule.id().toString());
        failed.put("run_id", firing.id().toString());
        failed.put("failures", schedule.failures());
        failed.put("reason", reason);
        told.add(new Told(FAILED, failed));
        for (AlertRule rule : rules(schedule)) {
            if (rule instanceof AlertRule.ScheduleFailing failing
                    && schedule.failures() == failing.after()) {
                told.add(
                        alert(
                                schedule,
                                rule,
                                null,
                                "The schedule failed %d times in a row, last because: %s"
                                        .formatted(schedule.failures(), reason)));
            }
        }
        return told;
    }

    /// Also where the schedule can be read no longer, because the experiment has changed: it is the
    /// failing that is to be told.
    private List<AlertRule> rules(Schedule schedule) {
        try {
            return schedules.request(schedule).alerts();
        } catch (ApiException e) {
            return List.of(new AlertRule.ScheduleFailing(1));
        }
    }

    /// Tells once that forecasts have come true too rarely, and again only after they had
    /// recovered.
    @Transactional(propagation = Propagation.MANDATORY)
    public void checkCalibration(UUID experiment) {
        for (Schedule schedule : rows.ofExperiment(experiment)) {
            String metric = json.readTree(schedule.request()).at("/fit/metric").asString("");
            for (AlertRule rule : rules(schedule)) {
                if (rule instanceof AlertRule.CalibrationBroken broken) {
                    checkCalibration(schedule, metric, broken);
                }
            }
        }
    }

    private void checkCalibration(
            Schedule schedule, String metric, AlertRule.CalibrationBroken rule) {
        Calibration found = calibrations.at(schedule.experiment(), metric, rule.level());
        Double chance = found.probabilityOfSoFew();
        boolean now = chance != null && chance < rule.probability();
        String key = rule.on() + " " + rule.level();
        ObjectNode alarms = (ObjectNode) json.readTree(schedule.alarms());
        boolean before = alarms.path(key).asBoolean(false);
        if (now != before) {
            alarms.put(key, now);
            rows.alarms(schedule.id(), alarms.toString());
        }
        if (now && !before) {
            Told told =
                    alert(
                            schedule,
                            rule,
                            null,
                            "Only %d of %d runs came within the %s interval of their forecast; by chance so few have probability %.2g."
                                    .formatted(found.inside(), found.runs(), rule.level(), chance));
            told.data().set("calibration", json.valueToTree(found));
            events.publish(schedule.experiment(), told.type(), told.data());
        }
    }

    private Told alert(Schedule schedule, AlertRule rule, @Nullable Fit fit, String message) {
        ObjectNode data = fit == null ? json.createObjectNode() : about(schedule, fit);
        data.put("schedule_id", schedule.id().toString());
        ObjectNode written = data.putObject("rule").put("on", rule.on());
        rule.write(written);
        data.put("message", message);
        return new Told("alert." + rule.on(), data);
    }

    private ObjectNode about(Schedule schedule, Fit fit) {
        ObjectNode data = json.createObjectNode();
        data.put("schedule_id", schedule.id().toString());
        data.put("fit_id", fit.id().toString());
        data.put("parent_id", fit.parentId() == null ? null : fit.parentId().toString());
        data.put("law", fit.law());
        data.put("metric", fit.metric());
        return data;
    }
}
