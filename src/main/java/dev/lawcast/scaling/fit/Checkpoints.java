package dev.lawcast.scaling.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/// Keys that look like several points of one training, such as `gpt-1b-step2000`.
final class Checkpoints {

    private static final int SEVERAL = 3;
    private static final Pattern CHECKPOINT =
            Pattern.compile(
                    "(.*?)[-_/@:. ]?(?:step|steps|ckpt|checkpoint|iter|iteration|epoch)[-_=: ]?\\d++.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Checkpoints() {}

    static List<String> among(List<String> keys) {
        var byTraining = new LinkedHashMap<String, List<String>>();
        for (String key : keys) {
            var match = CHECKPOINT.matcher(key);
            if (match.matches()) {
                byTraining.computeIfAbsent(match.group(1), k -> new ArrayList<>()).add(key);
            }
        }
        return byTraining.values().stream()
                .filter(k -> k.size() >= SEVERAL)
                .flatMap(List::stream)
                .toList();
    }
}
