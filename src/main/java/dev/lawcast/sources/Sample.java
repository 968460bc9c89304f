package dev.lawcast.sources;

import dev.lawcast.api.EntityTag;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// A source with its pilot sample, or a validation sample.
///
/// @param size samples that the source could deliver; null for validation samples
/// @param unitPrice money for each sample
/// @param cap most samples of it in a mixture, repetitions counted
/// @param featureSpace samples of one space have features of one dimension and are comparable
record Sample(
        UUID id,
        Kind kind,
        String name,
        @Nullable Long size,
        @Nullable Double unitPrice,
        @Nullable Long cap,
        @Nullable String licence,
        String featureSpace,
        @Nullable SampleArray features,
        @Nullable SampleArray labels,
        Instant createdAt,
        Instant updatedAt) {

    enum Kind {
        SOURCE("source", "source", "sources"),
        VALIDATION("validation", "validation sample", "validation-samples");

        private final String word;
        private final String title;
        private final String path;

        Kind(String word, String title, String path) {
            this.word = word;
            this.title = title;
            this.path = path;
        }

        /// As it stands in the database.
        String word() {
            return word;
        }

        /// As a sentence names it.
        String title() {
            return title;
        }

        /// As addresses and cursors name it.
        String path() {
            return path;
        }
    }

    EntityTag tag() {
        return EntityTag.of(ChronoUnit.MICROS.between(Instant.EPOCH, updatedAt));
    }

    /// `source 'clean'`
    String title() {
        return kind.title() + " '" + name + "'";
    }
}
