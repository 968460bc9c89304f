package dev.lawcast.runs;

/// What an upload did: runs that were new, that changed, and that stood there already.
record UploadCounts(long created, long updated, long unchanged) {}
