package dev.lawcast.webhooks;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.List;

/// How messages are sent.
///
/// @param privateTargets `host` or `host:port` of receivers that may be private and without TLS
/// @param longest that an attempt may take, from the look-up of the name to the status of the
///   answer
/// @param pauses before each repetition; after the last one a delivery is dead
/// @param kept how long ended deliveries are kept
@ConfigurationProperties("lawcast.webhooks")
record WebhookSettings(
        @DefaultValue({}) List<String> privateTargets,
        @DefaultValue("10s") Duration longest,
        @DefaultValue({"5s", "30s", "2m", "10m", "1h", "3h", "6h", "12h"}) List<Duration> pauses,
        @DefaultValue("30d") Duration kept) {}
