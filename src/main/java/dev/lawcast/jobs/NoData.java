package dev.lawcast.jobs;

import com.github.kagkarlsson.scheduler.serializer.Serializer;

import org.jspecify.annotations.Nullable;

/// Jobs carry an id and nothing else, so that nothing in the queue is ever deserialized.
final class NoData implements Serializer {

    @Override
    public byte @Nullable [] serialize(@Nullable Object data) {
        if (data != null) {
            throw new IllegalArgumentException(
                    "A job carries no data, but was given a " + data.getClass());
        }
        return null;
    }

    @Override
    public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] serialized) {
        return null;
    }
}
