/// What the service tells those who run it, besides its log: gauges of the queue and the database
/// (counters stand where they are counted), and traces of OpenTelemetry as an option. No tag holds
/// an id or what a user wrote.
@NullMarked
package dev.lawcast.telemetry;

import org.jspecify.annotations.NullMarked;
