package dev.lawcast.scaling.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a formula into tokens.
final class Lexer {

    private static final Pattern NUMBER =
            Pattern.compile("(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    /// What people type, and what to type instead.
    private static final Map<Character, String> INSTEAD =
            Map.ofEntries(
                    Map.entry('×', "*"),
                    Map.entry('·', "*"),
                    Map.entry('⋅', "*"),
                    Map.entry('∗', "*"),
                    Map.entry('−', "-"),
                    Map.entry('–', "-"),
                    Map.entry('—', "-"),
                    Map.entry('÷', "/"),
                    Map.entry('²', "^2"),
                    Map.entry('³', "^3"),
                    Map.entry('√', "sqrt( )"),
                    Map.entry('π', "pi"),
                    Map.entry('α', "alpha"),
                    Map.entry('β', "beta"),
                    Map.entry('γ', "gamma"),
                    Map.entry('δ', "delta"),
                    Map.entry('η', "eta"),
                    Map.entry('θ', "theta"),
                    Map.entry('κ', "kappa"),
                    Map.entry('λ', "lambda"),
                    Map.entry('μ', "mu"),
                    Map.entry('ν', "nu"),
                    Map.entry('σ', "sigma"),
                    Map.entry('τ', "tau"),
                    Map.entry('ω', "omega"),
                    Map.entry('[', "("),
                    Map.entry('{', "("),
                    Map.entry(']', ")"),
                    Map.entry('}', ")"));

    private Lexer() {}

    /// The tokens, the last of kind [Token.Kind#END].
    static List<Token> read(String formula) {
        List<Token> tokens = new ArrayList<>();
        Matcher number = NUMBER.matcher(formula);
        Matcher name = NAME.matcher(formula);
        int at = 0;
        while (at < formula.length()) {
            char c = formula.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                at++;
            } else if (number.region(at, formula.length()).lookingAt()) {
                tokens.add(new Token(Token.Kind.NUMBER, number.group(), at + 1));
                at = number.end();
            } else if (name.region(at, formula.length()).lookingAt()) {
                tokens.add(new Token(Token.Kind.NAME, name.group(), at + 1));
                at = name.end();
            } else if (formula.startsWith("**", at)) {
                throw new FormulaException(
                        formula, at + 1, "'**' is not an operator. Powers are written with '^'.");
            } else if ("+-*/^(),".indexOf(c) >= 0) {
                tokens.add(new Token(Token.Kind.SYMBOL, String.valueOf(c), at + 1));
                at++;
            } else {
                throw unknown(formula, at);
            }
        }
        tokens.add(new Token(Token.Kind.END, "", formula.length() + 1));
        return tokens;
    }

    private static FormulaException unknown(String formula, int at) {
        char c = formula.charAt(at);
        String shown =
                Character.isISOControl(c)
                        ? "Control character U+%04X".formatted((int) c)
                        : "'" + Character.toString(formula.codePointAt(at)) + "'";
        String instead = INSTEAD.get(c);
        String hint;
        if (instead != null) {
            hint = "Maybe " + instead + "?";
        } else if (c == '=' || c == '<' || c == '>') {
            hint = "A formula is only what stands right of the '='.";
        } else if (c == '\\') {
            hint = "LaTeX is not read: write A*N^(-alpha) for A N^{-\\alpha}.";
        } else if (c == '_') {
            hint = "A name begins with a letter.";
        } else if (Character.isLetter(formula.codePointAt(at))) {
            hint = "Names have the letters A to Z, digits and '_' only.";
        } else {
            hint = "A formula has numbers, names, + - * / ^, parentheses and functions only.";
        }
        return new FormulaException(
                formula, at + 1, shown + " cannot stand in a formula. " + hint);
    }
}
