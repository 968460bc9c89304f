package dev.lawcast.scaling.transport;

import java.util.Arrays;

/// A sample by its classes; classes without a point do not occur.
///
/// @param codes of the classes, rising
/// @param of number of the class of each point, from 0
/// @param points of each class
record Classes(int[] codes, int[] of, int[][] points) {

    static Classes of(Sample sample) {
        int[] labels = sample.labels();
        if (labels == null) {
            throw new IllegalArgumentException(
                    "A sample of "
                            + sample.size()
                            + " points has no labels, but the ground cost has a label term. Maybe"
                            + " the label weight should be 0.");
        }
        int[] codes = Arrays.stream(labels).sorted().distinct().toArray();
        int[] of = new int[labels.length];
        int[] counts = new int[codes.length];
        for (int i = 0; i < labels.length; i++) {
            of[i] = Arrays.binarySearch(codes, labels[i]);
            counts[of[i]]++;
        }
        int[][] points = new int[codes.length][];
        for (int k = 0; k < codes.length; k++) {
            points[k] = new int[counts[k]];
            counts[k] = 0;
        }
        for (int i = 0; i < labels.length; i++) {
            points[of[i]][counts[of[i]]++] = i;
        }
        return new Classes(codes, of, points);
    }
}
