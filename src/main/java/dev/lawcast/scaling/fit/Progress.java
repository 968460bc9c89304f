package dev.lawcast.scaling.fit;

/// How a caller watches and stops a fit. Called from the solver's threads, often: must be quick.
public interface Progress {

    Progress NONE =
            new Progress() {
                @Override
                public void report(double fraction) {}

                @Override
                public boolean cancelled() {
                    return false;
                }
            };

    /// @param fraction of the work that is done, 0 to 1
    void report(double fraction);

    boolean cancelled();

    /// Passes cancellation on, but not the progress of a part.
    default Progress quiet() {
        Progress whole = this;
        return new Progress() {
            @Override
            public void report(double fraction) {}

            @Override
            public boolean cancelled() {
                return whole.cancelled();
            }
        };
    }
}
