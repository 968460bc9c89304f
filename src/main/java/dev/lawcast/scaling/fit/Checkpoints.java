package dev.lawcast.scaling.fit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/// Keys that look like several points of one training, such as `gpt-1b-step2000`.
public final class Checkpoints {

    private static final int SEVERAL = 3;
    private static final Pattern CHECKPOINT =
            Pattern.compile(
                    "(.*?)[-_/@:. ]?(?:step|steps|ckpt|checkpoint|iter|iteration|epoch)[-_=: ]?\\d++.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /// One of these stands in every key that matches: most keys need no regular expression.
    private static final String[] WORDS = {"step", "ckpt", "checkpoint", "iter", "epoch"};

    private Checkpoints() {}

    /// Names of the trainings that rows belong to, a row that is no checkpoint by itself.
    ///
    /// @return one name per key; null where no training has three checkpoints
    public static @Nullable List<String> trainings(List<String> keys) {
        var checkpoints = new HashSet<>(among(keys));
        return checkpoints.isEmpty()
                ? null
                : keys.stream()
                        .map(key ->
                                checkpoints.contains(key)
                                        ? "training " + training(key)
                                        : "run " + key)
                        .toList();
    }

    private static @Nullable String training(String key) {
        if (!mayMatch(key)) {
            return null;
        }
        var match = CHECKPOINT.matcher(key);
        return match.matches() ? match.group(1) : null;
    }

    private static boolean mayMatch(String key) {
        for (int i = 0; i < key.length(); i++) {
            for (String word : WORDS) {
                if (key.regionMatches(true, i, word, 0, word.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    static List<String> among(List<String> keys) {
        var byTraining = new LinkedHashMap<String, List<String>>();
        for (String key : keys) {
            String training = training(key);
            if (training != null) {
                byTraining.computeIfAbsent(training, _ -> new ArrayList<>()).add(key);
            }
        }
        if (byTraining.isEmpty()) {
            return List.of();
        }
        return byTraining.values().stream()
                .filter(k -> k.size() >= SEVERAL)
                .flatMap(List::stream)
                .toList();
    }
}
