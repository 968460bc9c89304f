package dev.lawcast.scaling.formula;

/// A piece of a formula's text.
///
/// @param text as typed; empty for the end
/// @param column of its first character, from 1
record Token(Kind kind, String text, int column) {

    enum Kind {
        NUMBER,
        NAME,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /// Whether a value could begin here.
    boolean opens() {
        return kind == Kind.NUMBER || kind == Kind.NAME || is("(");
    }

    String shown() {
        return kind == Kind.END ? "the end of the formula" : "'" + text + "'";
    }
}
