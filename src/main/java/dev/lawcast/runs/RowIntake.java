package dev.lawcast.runs;

import dev.lawcast.api.InputErrors;
import dev.lawcast.experiments.Experiment;

import java.sql.SQLException;

/// Takes the rows of an upload one after the other: filled by a reader, checked, staged.
final class RowIntake {

    final RunColumns columns;
    final RunRow row;
    final RowErrors errors;
    final RowFiller fill;
    private final RowRules rules;
    private final RunStage stage;

    RowIntake(Experiment experiment, InputErrors all, boolean lines, RunStage stage) {
        this.columns = new RunColumns(experiment);
        this.row = new RunRow(experiment);
        this.errors = new RowErrors(all, lines);
        this.fill = new RowFiller(row, errors);
        this.rules = new RowRules(experiment);
        this.stage = stage;
    }

    void begin(long place) {
        row.begin(place);
        errors.begin(place);
    }

    void end() throws SQLException {
        rules.check(row, errors);
        boolean good = errors.end();
        stage.add(row, good);
    }

    /// The row cannot be read, so there is nothing to check or stage.
    void giveUp() {
        errors.end();
    }
}
