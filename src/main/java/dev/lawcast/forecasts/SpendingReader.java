package dev.lawcast.forecasts;

import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.JsonBody;
import dev.lawcast.scaling.forecast.Allocations;
import dev.lawcast.scaling.forecast.Budget;
import dev.lawcast.scaling.law.DataConstrained;
import dev.lawcast.scaling.law.EncoderDecoder;
import dev.lawcast.scaling.law.PoolLaw;
import dev.lawcast.scaling.law.ScalingLaw;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads `budget`, `cost`, `given` and `share` of a question how to spend: compute on two sizes, or
/// parameters or money on an encoder and a decoder.
final class SpendingReader {

    /// Fields of a body that are read here.
    static final List<String> FIELDS = List.of("budget", "cost", "given", "share");

    private static final List<String> KINDS = List.of("flops", "parameters", "samples", "money");

    private final JsonBody body;
    private final ScalingLaw law;
    private final LawPoints points;

    private SpendingReader(JsonBody body, ScalingLaw law, LawPoints points) {
        this.body = body;
        this.law = law;
        this.points = points;
    }

    /// What is wrong is thrown.
    static Questions.Spending read(JsonBody body, ScalingLaw law, LawPoints points) {
        Questions.Spending found = new SpendingReader(body, law, points).read();
        body.errors().throwIfAny();
        return Objects.requireNonNull(found);
    }

    private Questions.@Nullable Spending read() {
        JsonBody given = body.object("budget");
        if (given == null) {
            if (!body.has("budget")) {
                body.missing("budget");
            }
            return null;
        }
        given.allow(KINDS.toArray(String[]::new));
        List<String> kinds = KINDS.stream().filter(given::has).toList();
        if (kinds.size() != 1) {
            body.fail(
                    "budget",
                    null,
                    kinds.isEmpty() ? ErrorCode.MISSING : ErrorCode.OUT_OF_RANGE,
                    "A budget is one of %s.".formatted(String.join(", ", KINDS)));
            return null;
        }
        String kind = kinds.getFirst();
        Double amount = positive(given, kind);
        if (amount == null) {
            return null;
        }
        if (law instanceof EncoderDecoder && !kind.equals("flops")) {
            return halves(kind, amount);
        }
        if (!law.allocates() && !(law instanceof DataConstrained)
                || kind.equals("parameters")
                || kind.equals("samples")) {
            body.fail("budget", null, ErrorCode.OUT_OF_RANGE, cannot(kind));
            return null;
        }
        return compute(kind, amount);
    }

    private String cannot(String kind) {
        if (law instanceof EncoderDecoder) {
            return "The law '%s' splits a budget of parameters or money, not of compute."
                    .formatted(law.id());
        }
        if (law instanceof PoolLaw) {
            return "The law '%s' says which pools to use at how many samples: ask GET /fits/{id}/frontier?samples=…"
                    .formatted(law.id());
        }
        if (law.allocates()) {
            return "The law '%s' splits compute; %s alone leave nothing to split. Use {\"flops\": …}, or {\"money\": …} with the cost per FLOP."
                    .formatted(law.id(), kind);
        }
        return "The law '%s' %s Fit 'chinchilla' for a split between parameters and tokens."
                .formatted(
                        law.id(),
                        law.variables().size() == 1
                                ? "has one size, so there is nothing to split."
                                : "does not say how to split a compute budget.");
    }

    private Questions.@Nullable Spending halves(String kind, double amount) {
        refuse("given", "goes with laws of repeated data");
        var cost = new LinkedHashMap<String, Double>();
        double[] each = {1, 1};
        JsonBody costs = body.object("cost");
        if (costs == null && kind.equals("money")) {
            body.missing("cost");
            return null;
        }
        if (costs != null) {
            for (String field : costs.names()) {
                String symbol = points.symbol(field);
                if (symbol == null) {
                    costs.fail(
                            field,
                            null,
                            ErrorCode.UNKNOWN_NAME,
                            "'%s' is no variable of this curve; it has %s."
                                    .formatted(field, String.join(", ", points.experimentNames())));
                    continue;
                }
                Double value = positive(costs, field);
                each[law.variables().get(0).name().equals(symbol) ? 0 : 1] =
                        value == null ? 1 : value;
            }
        }
        for (int j = 0; j < each.length; j++) {
            cost.put(points.name(law.variables().get(j).name()), each[j]);
        }
        Double share = body.number("share");
        if (share != null && !(share > 0 && share < 1)) {
            body.fail(
                    "share",
                    share.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'share' is %s, must be between 0 and 1.".formatted(share));
        }
        return new Questions.Spending(
                Map.of(kind, amount), cost, new Budget.Costs(amount, each), share);
    }

    private Questions.@Nullable Spending compute(String kind, double amount) {
        refuse("share", "goes with an encoder and a decoder");
        boolean money = kind.equals("money");
        var cost = new LinkedHashMap<String, Double>();
        double k = Allocations.DEFAULT_FLOPS_PER_UNIT;
        double perFlop = 1;
        JsonBody costs = body.object("cost");
        if (costs != null) {
            costs.allow(money ? new String[] {"k", "per_flop"} : new String[] {"k"});
            Double given = costs.has("k") ? positive(costs, "k") : null;
            k = given == null ? k : given;
        }
        if (money) {
            Double price =
                    costs == null || !costs.has("per_flop") ? null : positive(costs, "per_flop");
            if (price == null) {
                (costs == null ? body : costs).missing(costs == null ? "cost" : "per_flop");
                return null;
            }
            perFlop = price;
            cost.put("per_flop", perFlop);
        }
        cost.put("k", k);
        Double unique = null;
        if (law instanceof DataConstrained) {
            JsonBody given = body.object("given");
            if (given == null) {
                body.fail(
                        "given",
                        null,
                        ErrorCode.MISSING,
                        "Say how much distinct data there is, as in {\"given\": {\"%s\": 1e11}}."
                                .formatted(points.name("U")));
                return null;
            }
            for (String field : given.names()) {
                if (!"U".equals(points.symbol(field))) {
                    given.fail(
                            field,
                            null,
                            ErrorCode.UNKNOWN_NAME,
                            "Only '%s' is given; the other sizes are what is asked for."
                                    .formatted(points.name("U")));
                } else {
                    unique = positive(given, field);
                }
            }
        } else {
            refuse("given", "goes with laws of repeated data");
        }
        return new Questions.Spending(
                Map.of(kind, amount), cost, new Budget.Flops(amount / perFlop, k, unique), null);
    }

    private void refuse(String field, String because) {
        if (body.has(field)) {
            body.fail(
                    field,
                    null,
                    ErrorCode.UNKNOWN_FIELD,
                    "'%s' %s; this law is '%s'.".formatted(field, because, law.id()));
        }
    }

    private static @Nullable Double positive(JsonBody holder, String field) {
        Double value = holder.number(field);
        if (value == null && !holder.has(field)) {
            holder.missing(field);
        }
        if (value != null && !(value > 0)) {
            holder.fail(
                    field,
                    value.toString(),
                    ErrorCode.OUT_OF_RANGE,
                    "'" + field + "' is " + value + ", must be > 0.");
            return null;
        }
        return value;
    }
}
