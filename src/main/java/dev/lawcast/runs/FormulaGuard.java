package dev.lawcast.runs;

/// Keeps a spreadsheet from running a text as a formula: texts that begin with one of `= + - @`, a
/// tab, a carriage return or an apostrophe get an apostrophe in front. An import takes it away
/// again, exactly: `unguarded(guarded(text))` is `text`, whatever the text.
final class FormulaGuard {

    private static final String RISKY = "=+-@\t\r'";

    private FormulaGuard() {}

    static String guarded(String text) {
        return !text.isEmpty() && RISKY.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    static String unguarded(String cell) {
        return cell.length() > 1 && cell.charAt(0) == '\'' && RISKY.indexOf(cell.charAt(1)) >= 0
                ? cell.substring(1)
                : cell;
    }
}
