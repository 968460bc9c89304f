package dev.lawcast.events;

import java.time.Instant;
import java.util.UUID;

/// Something that happened.
///
/// @param position in the feed
/// @param data JSON, by type
record Event(
        long position, UUID id, UUID experiment, String type, String data, Instant createdAt) {}
