package dev.lawcast.scaling.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/// The grammar of formulas: what is read, and what is said of the rest.
class FormulaParserTest {

    /// Each plus a parameter `p`, since a law has one; x = 3, y = 2.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x + y * 2                   | 7",
                "(x + y) * 2                 | 10",
                "x - y - 1                   | 0",
                "x / y / 2                   | 0.75",
                "x / (y / 2)                 | 3",
                "-x^2                        | -9",
                "(-x)^2                      | 9",
                "2^-x                        | 0.125",
                "2^y^x                       | 256",
                "x*-y                        | -6",
                "--x                         | 3",
                "+x                          | 3",
                "-x - -y                     | -1",
                "2*-x^2                      | -18",
                "x^-y^2                      | 0.012345679012345678",
                "1.5e1 + .5 + 2. + 1E-1 + x| 20.6",
                "exp(log(x)) + y             | 5",
                "sqrt(x*x)                   | 3",
                "sin(pi/2) + cos(0) + 4*atan(1)/pi + x | 6",
                "min(x, y) + max(x, y)*10    | 32",
                "x^0 + x^1                   | 4",
                "x^.5*x^.5                   | 3",
                "(y - x)^3                   | -1",
                "(y - x)^(-2)                | 1",
                "4^(1/2) + x                 | 5",
            })
    void readsArithmetic(String formula, double expected) {
        boolean y = formula.contains("y");
        FormulaLaw law =
                FormulaLaw.of(
                        "p + " + formula.replace(" ", " \t\r\n"),
                        y ? List.of("x", "y") : List.of("x"),
                        Map.of());
        assertThat(law.value(new double[] {0}, y ? new double[] {3, 2} : new double[] {3}))
                .isCloseTo(expected, within(1e-14 * Math.abs(expected)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "2N             | 2  | An operator is missing between '2' and 'N'. A product is written with '*': 2*N.",
                "a N            | 3  | An operator is missing between 'a' and 'N'. A product is written with '*': a*N.",
                "2 3            | 3  | An operator is missing between '2' and '3'. A product is written with '*': 2*3.",
                "(a)(N)         | 4  | An operator is missing between ')' and '('. A product is written with '*'.",
                "(a)N           | 4  | An operator is missing between ')' and 'N'. A product is written with '*'.",
                "a*N(2)         | 4  | An operator is missing between 'N' and '('. A product is written with '*'.",
                "pi(N)          | 3  | An operator is missing between 'pi' and '('. A product is written with '*'.",
                "a*ln(N)        | 3  | Unknown function 'ln'. Maybe log?",
                "a*Log(N)       | 3  | Unknown function 'Log'. Maybe log?",
                "a*log10(N)     | 3  | Unknown function 'log10'. Maybe log(...)/log(10)?",
                "pow(N, a)      | 1  | Unknown function 'pow'. Maybe a^b?",
                "a(N + 1)       | 1  | Unknown function 'a'. There are exp, log, sqrt, sin, cos, atan, min, max. If 'a' is a parameter, a product is written a*(...).",
                "a*exp N        | 3  | The function 'exp' needs its argument in parentheses: exp(x).",
                "a*exp()        | 7  | The function 'exp' has no argument, it takes 1.",
                "a*min(N)       | 3  | The function 'min' takes 2 arguments, here it has 1.",
                "a*exp(N, 2)    | 3  | The function 'exp' takes 1 argument, here it has 2. Maybe a decimal comma: write 1.5 for 1,5.",
                "a*N**2         | 4  | '**' is not an operator. Powers are written with '^'.",
                "a*(N + 1       | 9  | A ')' is missing: the '(' at column 3 is still open.",
                "a*exp(N + 1    | 12 | A ')' is missing: the '(' at column 6 is still open.",
                "a*N + 1)       | 8  | ')' closes nothing. Maybe a '(' is missing before it.",
                "1,5*N          | 2  | ',' can only stand between the arguments of min and max. Maybe a decimal comma: write 1.5 for 1,5.",
                "(1,5)*N        | 3  | ',' can only stand between the arguments of min and max. Maybe a decimal comma: write 1.5 for 1,5.",
                "a +            | 4  | A number, a name or '(' is missing after '+', here is the end of the formula.",
                "a*/N           | 3  | A number, a name or '(' is missing after '*', here is '/'.",
                "*N             | 1  | A number, a name or '(' is missing, here is '*'.",
                "a*()           | 4  | A number, a name or '(' is missing after '(', here is ')'.",
                "a*N^           | 5  | A number, a name or '(' is missing after '^', here is the end of the formula.",
                "a×N            | 2  | '×' cannot stand in a formula. Maybe *?",
                "a*N^(−2)       | 6  | '−' cannot stand in a formula. Maybe -?",
                "a*N²           | 4  | '²' cannot stand in a formula. Maybe ^2?",
                "a*N^(-α)       | 7  | 'α' cannot stand in a formula. Maybe alpha?",
                "a*N^(-ж)       | 7  | 'ж' cannot stand in a formula. Names have the letters A to Z, digits and '_' only.",
                "L = a*N        | 3  | '=' cannot stand in a formula. A formula is only what stands right of the '='.",
                "a*[N]          | 3  | '[' cannot stand in a formula. Maybe (?",
                "\\frac{a}{N}   | 1  | '\\' cannot stand in a formula. LaTeX is not read: write A*N^(-alpha) for A N^{-\\alpha}.",
                "a*_N           | 3  | '_' cannot stand in a formula. A name begins with a letter.",
                "a*N; drop      | 4  | ';' cannot stand in a formula. A formula has numbers, names, + - * / ^, parentheses and functions only.",
                "a*N 😀         | 5  | '😀' cannot stand in a formula. A formula has numbers, names, + - * / ^, parentheses and functions only.",
                "1.2.3*N        | 4  | The number '1.2.3' has two points.",
                "1e999*N        | 1  | '1e999' is too large for a number.",
            })
    void saysWhatIsWrongAndWhere(String formula, int column, String message) {
        FormulaException error =
                catchThrowableOfType(
                        FormulaException.class,
                        () -> FormulaLaw.of(formula, List.of("N"), Map.of()));
        assertThat(error).as(formula).isNotNull();
        assertThat(error).hasMessage(message);
        assertThat(error.column()).isEqualTo(column);
    }

    @Test
    void marksThePlaceWithACaret() {
        FormulaException error =
                catchThrowableOfType(
                        FormulaException.class,
                        () -> FormulaLaw.of("a + b*ln(N)", List.of("N"), Map.of()));
        assertThat(error.caret()).isEqualTo("a + b*ln(N)\n      ^");
        FormulaException far =
                catchThrowableOfType(
                        FormulaException.class,
                        () -> FormulaLaw.of("a + ".repeat(100) + "?", List.of("N"), Map.of()));
        assertThat(far.column()).isEqualTo(401);
        String[] lines = far.caret().split("\n");
        assertThat(lines[0].length()).isLessThanOrEqualTo(80);
        assertThat(lines[0].charAt(lines[1].indexOf('^'))).isEqualTo('?');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\n"})
    void refusesAnEmptyFormula(String formula) {
        assertThatThrownBy(() -> FormulaLaw.of(formula, List.of("N"), Map.of()))
                .isInstanceOf(FormulaException.class)
                .hasMessage("The formula is empty. An example: E + A*N^(-alpha).");
    }

    @Test
    void boundsLengthPartsLevelsAndNames() {
        refuses(
                "a*N + " + "1".repeat(2000),
                "The formula has 2006 characters, at most 2000 are read.");
        refuses(
                "a*N" + "+1".repeat(300),
                "The formula has more than 400 numbers, names and operations.");
        refuses(
                "(".repeat(60) + "a*N" + ")".repeat(60),
                "The formula is nested more than 50 levels deep.");
        refuses("a*N^" + "2^".repeat(60) + "1", "The formula is nested more than 50 levels deep.");
        var many = new StringBuilder("N");
        for (int k = 0; k < 25; k++) {
            many.append(" + p").append(k);
        }
        refuses(many.toString(), "'p24' is parameter 25, a formula has at most 24.");
        assertThat(FormulaLaw.of("a*N" + "+1".repeat(190), List.of("N"), Map.of()).parameters())
                .hasSize(1);
    }

    @Test
    void refusesFormulasThatAreNoLaw() {
        refuses("N^2", "The formula has no parameter to fit: every name in it is a variable.");
        refuses("a + b", "The formula does not depend on the variable 'N'.");
        refuses("a + 0*N", "The formula does not depend on the variable 'N'.");
        refuses("a*N + b - b", "The parameter 'b' cancels: the formula does not depend on it.");
        refuses("a*N + 0*b", "The parameter 'b' cancels: the formula does not depend on it.");
    }

    @Test
    void refusesNamesAndBoundsThatFitNoFormula() {
        refuses("a*N", List.of("N", "N"), Map.of(), "The variable 'N' is named twice.");
        refuses(
                "a*exp(1)",
                List.of("exp"),
                Map.of(),
                "A variable cannot be called 'exp': that is a function or a number.");
        refuses(
                "a*N",
                List.of("2N"),
                Map.of(),
                "A variable cannot be called '2N': a name is a letter, then letters, digits and '_'.");
        refuses("a*N", List.of(), Map.of(), "The formula has no variable. Name at least one.");
        refuses(
                "a*N",
                List.of("N"),
                Map.of("b", new FormulaLaw.Bounds(0, 1)),
                "There are bounds for 'b', which is no parameter of the formula: it has a.");
        refuses(
                "a*N",
                List.of("N"),
                Map.of("a", new FormulaLaw.Bounds(1, 1)),
                "The bounds of 'a' are 1.0 and 1.0, the lower must be below the upper.");
    }

    private static void refuses(String formula, String message) {
        refuses(formula, List.of("N"), Map.of(), message);
    }

    private static void refuses(
            String formula,
            List<String> variables,
            Map<String, FormulaLaw.Bounds> bounds,
            String message) {
        assertThatThrownBy(() -> FormulaLaw.of(formula, variables, bounds))
                .isInstanceOf(FormulaException.class)
                .hasMessage(message);
    }
}
