package dev.lawcast.scaling.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;
import java.util.SplittableRandom;

/// A formula is data: what would be code, a path or a bomb elsewhere is refused here, by name and
/// in no time. More of it: `-Dlawcast.hostile.formulas=1000000 -Dlawcast.hostile.seed=7`.
class HostileFormulasTest {

    private static final int FORMULAS = Integer.getInteger("lawcast.hostile.formulas", 20_000);
    private static final long SEED = Long.getLong("lawcast.hostile.seed", 1);
    private static final Set<String> VARIABLES = Set.of("N");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "T(java.lang.Runtime).getRuntime().exec('id')",
                "#{T(java.lang.System).exit(1)}",
                "${jndi:ldap://127.0.0.1/a}",
                "${7*7}",
                "{{7*7}}",
                "<%= 7*7 %>",
                "new java.io.File('/etc/passwd')",
                "N.class.forName('java.lang.Runtime')",
                "N.getClass()",
                "Runtime.getRuntime()",
                "eval('1')",
                "exec('id')",
                "system('id')",
                "import os",
                "__import__('os').system('id')",
                "lambda: 1",
                "N; drop table run",
                "N' or '1'='1",
                "N /* comment */ + 1",
                "N // comment",
                "N + '1'",
                "N + \"1\"",
                "N = 1",
                "N == 1 ? 1 : 0",
                "N && 1",
                "N | 1",
                "N >> 1",
                "N[0]",
                "N{0}",
                "N!",
                "`id`",
                "$(id)",
                "../../etc/passwd",
                "file:///etc/passwd",
                "https://example.com/",
                "<script>alert(1)</script>",
                "<svg onload=alert(1)>",
                "javascript:alert(1)",
                "=cmd|'/c calc'!A1",
                "@SUM(1+1)",
                "\\input{/etc/passwd}",
                "\\write18{id}",
                "N\u0000",
                "\u202eN + 1",
                "N\u200b",
                "\uff2e + 1",
                "N\ud800",
                "while(1)",
                "f(f(f(N)))",
                "exp(",
                "exp()",
                "exp(N, N)",
                "1e",
                "0x10",
                "1_000",
                "N N",
                "N ^",
                "(",
                ")",
                "()",
            })
    void whatIsNoFormulaIsRefusedByName(String formula) {
        Throwable refusal = catchThrowable(() -> Parser.parse(formula, VARIABLES));

        assertThat(refusal).isInstanceOf(FormulaException.class);
    }

    /// Deep, long and wide ones, which would exhaust a stack, a heap or an afternoon.
    @Test
    void bombsAreRefusedAtOnce() {
        String power = "2" + "^2".repeat(300);
        for (String bomb :
                new String[] {
                    "(".repeat(1_000_000),
                    "-".repeat(1_000_000) + "N",
                    "exp(".repeat(500) + "N" + ")".repeat(500),
                    "N+".repeat(1_000_000) + "N",
                    power + "+N",
                    "N".repeat(1_000_000),
                    "9".repeat(1_000_000),
                    " ".repeat(5_000_000) + "N"
                }) {
            long start = System.nanoTime();
            Throwable refusal = catchThrowable(() -> Parser.parse(bomb, VARIABLES));
            assertThat(refusal).isInstanceOf(FormulaException.class);
            assertThat((System.nanoTime() - start) / 1e9).isLessThan(1);
        }
    }

    /// Random pieces: each is read or refused by a [FormulaException], nothing else is thrown.
    @Test
    void randomPiecesAreReadOrRefused() {
        String[] pieces = {
            "N", "alpha", "E", "(", ")", "+", "-", "*", "/", "^", "exp", "log", "1", ".5", "1e9",
            ",", " ", "1e-400", "e", "pi", "sqrt", "min", "\n", "é", "_", "..", "1.2.3", "^-", "**"
        };
        var random = new SplittableRandom(SEED);
        int read = 0;
        for (int i = 0; i < FORMULAS; i++) {
            var formula = new StringBuilder();
            for (int j = random.nextInt(1, 14); j > 0; j--) {
                formula.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                Parser.parse(formula.toString(), VARIABLES);
                read++;
            } catch (FormulaException e) {
                assertThat(e.getMessage()).as(formula.toString()).isNotBlank();
            }
        }
        assertThat(read).as("some are formulas").isPositive().isLessThan(FORMULAS);
    }
}
