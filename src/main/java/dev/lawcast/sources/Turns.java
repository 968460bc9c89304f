package dev.lawcast.sources;

import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Work that fills a part of the heap and all cores while its caller waits: one at a time, and none
/// longer than `lawcast.transports.longest`.
@Component
class Turns {

    private static final int LONGEST_WAIT = 30;

    private final Semaphore turn = new Semaphore(1);
    private final Duration longest;

    Turns(@Value("${lawcast.transports.longest}") Duration longest) {
        this.longest = longest;
    }

    /// @param work is given what tells it that its time is over
    /// @throws ApiException INVALID_INPUT for what the science refuses, and where the time was not
    ///   enough; UNAVAILABLE where others take too long
    <T> T take(Function<BooleanSupplier, T> work) {
        boolean mine = false;
        try {
            mine = turn.tryAcquire(LONGEST_WAIT, TimeUnit.SECONDS);
            if (!mine) {
                throw new ApiException(
                        ErrorCode.UNAVAILABLE,
                        "Other distances are being computed, one after the other. Try again later.");
            }
            long end = System.nanoTime() + longest.toNanos();
            return work.apply(() -> System.nanoTime() - end > 0);
        } catch (CancellationException e) {
            throw Samples.refusal(
                    ErrorCode.OUT_OF_RANGE,
                    "It took longer than "
                            + longest.toSeconds()
                            + " s and was stopped. Maybe draw smaller samples, or ask the entropic"
                            + " engine with a larger epsilon.");
        } catch (IllegalArgumentException e) {
            throw Samples.refusal(ErrorCode.OUT_OF_RANGE, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.UNAVAILABLE, "The service is stopping.");
        } finally {
            if (mine) {
                turn.release();
            }
        }
    }
}
