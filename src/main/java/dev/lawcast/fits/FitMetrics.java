package dev.lawcast.fits;

import dev.lawcast.scaling.law.LawCatalogue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Locale;

/// How long fits took: `lawcast.fit.duration`, by law and outcome. Laws that users typed are all
/// one value: their names are not ours to publish, and there is no end of them.
@Component
class FitMetrics {

    private final MeterRegistry meters;

    FitMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void ended(String law, FitStatus outcome, Duration time) {
        Timer.builder("lawcast.fit.duration")
                .description("How long fits took, from their start to their outcome")
                .tag("law", word(law))
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .record(time);
    }

    private static String word(String law) {
        return law.equals(FitRequest.AUTO) || LawCatalogue.find(law).isPresent() ? law : "custom";
    }
}
