package dev.lawcast.scaling.formula;

/// A formula that cannot be read, or that is no law. The message names what stands at [#column()]
/// and the likely cause.
public final class FormulaException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final String formula;
    private final int column;

    FormulaException(String formula, int column, String message) {
        super(message);
        this.formula = formula;
        this.column = column;
    }

    /// Where, counted from 1 in UTF-16 units of the text; one past its end where something is
    /// missing there.
    public int column() {
        return column;
    }

    /// Two lines for people: the formula near the column, and a caret below it.
    public String caret() {
        int from = Math.max(0, column - 41);
        int to = Math.min(formula.length(), column + 39);
        String shown = formula.substring(from, to).replaceAll("\\p{Cntrl}", " ");
        return shown + "\n" + " ".repeat(column - 1 - from) + "^";
    }
}
