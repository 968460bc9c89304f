package dev.lawcast.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// "Did you mean …?" for a name that is not known.
public final class Suggestion {

    private Suggestion() {}

    /// A sentence that starts with a space, or nothing where no known name is near.
    public static String didYouMean(String given, Collection<String> known) {
        if (given.length() > 100) {
            return "";
        }
        String wanted = given.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name ->
                        distance(wanted, name.toLowerCase(Locale.ROOT))
                                <= Math.max(1, given.length() / 3))
                .min(
                        Comparator.comparingInt(
                                (String name) -> distance(wanted, name.toLowerCase(Locale.ROOT))))
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
    }

    /// Edits (insert, delete, replace a character) between two texts; Wagner and Fischer 1974.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
