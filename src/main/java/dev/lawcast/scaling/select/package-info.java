/// Which law to trust beyond the runs: backtests below every cut-off, the choice among laws, and
/// comparisons of what was chosen.
@NullMarked
package dev.lawcast.scaling.select;

import org.jspecify.annotations.NullMarked;
