package dev.lawcast.scaling.transport;

import java.util.stream.IntStream;

/// Work cut into blocks of neighbouring places, each done by one thread alone, so that the bits of
/// the outcome do not depend on the number of threads.
final class Blocks {

    interface Work {
        void on(int from, int to);
    }

    private Blocks() {}

    /// @param size of a block, but for the last
    /// @param parallel whether on all cores
    static void run(int count, int size, boolean parallel, Work work) {
        IntStream blocks = IntStream.range(0, (count + size - 1) / size);
        (parallel ? blocks.parallel() : blocks)
                .forEach(k -> work.on(k * size, Math.min(count, (k + 1) * size)));
    }
}
