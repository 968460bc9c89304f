package dev.lawcast.schedules;

import dev.lawcast.Client;

import java.util.Locale;
import java.util.SplittableRandom;

/// Runs whose loss is 0.5 + 20·N^−0.3, with 1 % of scatter.
public final class Studies {

    private Studies() {}

    public static String experiment(Client client) {
        return client.experiment(
                """
                {"name": "planted", "variables": [{"name": "parameters", "role": "parameters"}],
                 "metrics": [{"name": "loss", "unit": "nats"}]}
                """);
    }

    /// Uploads runs `from` to `to`, each 1.3 times as large as the one before.
    public static void upload(Client client, String experiment, int from, int to) {
        var csv = new StringBuilder("key,parameters,loss\n");
        for (int i = from; i < to; i++) {
            double size = size(i);
            csv.append("run-%02d,%s,%s\n".formatted(i, size, loss(i)));
        }
        client.upload(experiment + "/runs", "text/csv", csv.toString()).expect(200);
    }

    public static void upload(
            Client client, String experiment, String key, double size, double loss) {
        client.upload(
                        experiment + "/runs",
                        "text/csv",
                        "key,parameters,loss\n%s,%s,%s\n".formatted(key, size, loss))
                .expect(200);
    }

    public static double size(int i) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.0f", 1e4 * Math.pow(1.3, i)));
    }

    public static double loss(int i) {
        var random = new SplittableRandom(i + 7);
        double noise = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
        return (.5 + 20 * Math.pow(size(i), -.3)) * (1 + .02 * noise);
    }
}
