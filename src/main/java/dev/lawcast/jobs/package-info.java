/// Durable background work on PostgreSQL; knows no other slice.
@NullMarked
package dev.lawcast.jobs;

import org.jspecify.annotations.NullMarked;
