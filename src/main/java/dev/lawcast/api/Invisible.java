package dev.lawcast.api;

/// Characters of a name that nobody sees. Names are typed again and compared by eye, so they hold
/// none, but for the joiner U+200D within an emoji, where it shows: 👩‍🔬 is 👩, joiner, 🔬.
public final class Invisible {

    private static final int JOINER = 0x200d;
    private static final int EMOJI_STYLE = 0xfe0f;

    private Invisible() {}

    /// The first such character, or -1.
    public static int first(String name) {
        int[] points = name.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (isInvisible(points[i]) && !joinsEmoji(points, i)) {
                return points[i];
            }
        }
        return -1;
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.SPACE_SEPARATOR && c != ' ';
    }

    /// `emoji-zwj-sequence` of Unicode TS #51: a joiner stands between two pictographs, the first
    /// of which may be followed by its style and its skin tone.
    private static boolean joinsEmoji(int[] points, int at) {
        if (points[at] != JOINER || at + 1 == points.length) {
            return false;
        }
        int before = at - 1;
        if (before >= 0 && points[before] == EMOJI_STYLE) {
            before--;
        }
        if (before >= 0 && Character.isEmojiModifier(points[before])) {
            before--;
        }
        return before >= 0
                && Character.isExtendedPictographic(points[before])
                && Character.isExtendedPictographic(points[at + 1]);
    }
}
