package dev.lawcast.api;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// `Idempotency-Key`: a POST that may be sent again, because its answer got lost, creates once.
///
/// The first answer is kept in the same transaction as what it created, so there is never one
/// without the other. A key belongs to one method and path of a workspace.
@Component
public class Idempotency {

    public static final String KEY = "Idempotency-Key";

    /// `true` on an answer that was given before.
    public static final String REPLAYED = "Idempotency-Replayed";

    private static final int LONGEST_KEY = 255;

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    Idempotency(JdbcClient database, PlatformTransactionManager transactions, JsonMapper json) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
    }

    /// The answer of `effect`, or, when the request repeats one that was answered, that answer:
    /// status, Location, ETag and body. An effect that throws leaves the key free.
    ///
    /// @param body of the request, in any form in which equal requests are equal
    /// @param effect writes in the caller's transaction (not in one of its own) and answers
    ///   quickly; waiting for work to end belongs after this call
    /// @throws ApiException `idempotency_key_reused` where the body differs from the first one,
    ///   `idempotency_key_in_use` while the first request runs, `invalid_parameter` for a key that
    ///   is not 1 to 255 printable ASCII characters
    public ResponseEntity<?> once(
            HttpServletRequest request, String body, Supplier<ResponseEntity<?>> effect) {
        return once(request, body, effect, answer -> answer);
    }

    /// As the other one, for an answer that holds a secret: that is shown once and is not kept.
    ///
    /// @param kept what is kept of the body of the answer, and is the answer to a repeat
    public ResponseEntity<?> once(
            HttpServletRequest request,
            String body,
            Supplier<ResponseEntity<?>> effect,
            UnaryOperator<@Nullable Object> kept) {
        String key = key(request);
        if (key == null) {
            return Objects.requireNonNull(transaction.execute(status -> effect.get()));
        }
        String route = request.getMethod() + " " + request.getRequestURI();
        String hash = hash(Objects.requireNonNullElse(request.getQueryString(), ""), body);
        return Objects.requireNonNull(
                transaction.execute(status -> {
                    lock(key, route);
                    Optional<Answer> first = find(key, route);
                    if (first.isPresent()) {
                        return first.get().replay(key, hash);
                    }
                    ResponseEntity<?> answer = effect.get();
                    keep(key, route, hash, answer, kept.apply(answer.getBody()));
                    return answer;
                }));
    }

    private static @Nullable String key(HttpServletRequest request) {
        List<String> keys = Collections.list(request.getHeaders(KEY));
        if (keys.isEmpty()) {
            return null;
        }
        String key = keys.getFirst();
        boolean printable = key.chars().allMatch(c -> c >= ' ' && c <= '~') && !key.isBlank();
        if (keys.size() > 1 || !printable || key.length() > LONGEST_KEY) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER,
                    "The header Idempotency-Key is '"
                            + InputError.cut(String.join("', '", keys))
                            + "', must be one text of 1 to "
                            + LONGEST_KEY
                            + " printable ASCII characters. Maybe a UUID serves.");
        }
        return key;
    }

    /// Held until the transaction ends, whichever way. It does not wait: whoever waited would hold
    /// a connection for as long as the first request takes.
    private void lock(String key, String route) {
        boolean locked =
                database.sql(
                                "select pg_try_advisory_xact_lock(hashtextextended(? || current_setting('lawcast.workspace'), 0))")
                        .param(route + " " + key)
                        .query(Boolean.class)
                        .single();
        if (!locked) {
            throw new ApiException(
                    ErrorCode.IDEMPOTENCY_KEY_IN_USE,
                    "A request with the Idempotency-Key '"
                            + InputError.cut(key)
                            + "' is still running. Ask again in a moment for its answer.");
        }
    }

    private Optional<Answer> find(String key, String route) {
        return database.sql(
                        """
                        select request_hash, status, location, body, etag
                        from idempotent_answer where key = ? and route = ?
                        """)
                .params(key, route)
                .query((row, i) ->
                        new Answer(
                                row.getString(1),
                                row.getInt(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)))
                .optional();
    }

    private void keep(
            String key,
            String route,
            String hash,
            ResponseEntity<?> answer,
            @Nullable Object body) {
        var location = answer.getHeaders().getLocation();
        database.sql(
                        """
                        insert into idempotent_answer (key, route, request_hash, status, location, body, etag)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(key)
                .param(route)
                .param(hash)
                .param(answer.getStatusCode().value())
                .param(location == null ? null : location.toString())
                .param(body == null ? null : json.writeValueAsString(body))
                .param(answer.getHeaders().getETag())
                .update();
        prune();
    }

    /// Promised are 24 hours. Rows that another request is pruning are left to it.
    private void prune() {
        database.sql(
                        """
                        delete from idempotent_answer where (key, route) in (
                            select key, route from idempotent_answer
                            where created_at < now() - interval '48 hours'
                            order by created_at limit 100 for update skip locked)
                        """)
                .update();
    }

    private static String hash(String query, String body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(query.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n'); // cannot stand in a query
            return HexFormat.of().formatHex(digest.digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private record Answer(
            String requestHash,
            int status,
            @Nullable String location,
            @Nullable String body,
            @Nullable String etag) {

        ResponseEntity<?> replay(String key, String hash) {
            if (!requestHash.equals(hash)) {
                throw new ApiException(
                        ErrorCode.IDEMPOTENCY_KEY_REUSED,
                        "The Idempotency-Key '"
                                + InputError.cut(key)
                                + "' was used with another body. Maybe the client makes one key for"
                                + " several requests.");
            }
            var answer = ResponseEntity.status(status).header(REPLAYED, "true");
            if (location != null) {
                answer.header(HttpHeaders.LOCATION, location);
            }
            if (etag != null) {
                answer.eTag(etag);
            }
            return body == null
                    ? answer.build()
                    : answer.contentType(MediaType.APPLICATION_JSON)
                            .body(body.getBytes(StandardCharsets.UTF_8));
        }
    }
}
