package dev.lawcast.backups;

import dev.lawcast.access.Caller;
import dev.lawcast.access.Needs;
import dev.lawcast.access.Role;
import dev.lawcast.api.ApiException;
import dev.lawcast.api.ErrorCode;
import dev.lawcast.api.InputError;
import dev.lawcast.uploads.SpooledBody;
import dev.lawcast.uploads.UploadFormat;
import dev.lawcast.uploads.Uploads;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;

@RestController
@Needs(Role.ADMIN)
class BackupController {

    /// Each holds a snapshot or a long transaction, and a connection.
    private static final int AT_ONCE = 2;

    private final Backup backup;
    private final Restore restore;
    private final Uploads uploads;
    private final JsonMapper json;
    private final long largestUpload;
    private final long mostContent;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    BackupController(
            Backup backup,
            Restore restore,
            Uploads uploads,
            JsonMapper json,
            @Value("${lawcast.backups.largest-upload}") DataSize largestUpload,
            @Value("${lawcast.backups.most-content}") DataSize mostContent) {
        this.backup = backup;
        this.restore = restore;
        this.uploads = uploads;
        this.json = json;
        this.largestUpload = largestUpload.toBytes();
        this.mostContent = mostContent.toBytes();
    }

    @Needs(value = Role.ADMIN, noted = true)
    @GetMapping("/api/v1/export")
    void export(
            @RequestParam @Nullable String scope,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean everything = everything(scope);
        if (everything) {
            requireOperator(Caller.of(request));
        }
        takeTurn();
        try {
            response.setContentType(UploadFormat.ZIP.type().toString());
            response.setHeader("Cache-Control", "no-store");
            response.setHeader(
                    "Content-Disposition",
                    "attachment; filename=\"lawcast-%s-%s.zip\""
                            .formatted(
                                    everything ? Manifest.EVERYTHING : Manifest.WORKSPACE,
                                    LocalDate.now(ZoneOffset.UTC)));
            if (everything) {
                backup.ofEverything(response.getOutputStream());
            } else {
                backup.ofWorkspace(response.getOutputStream());
            }
        } finally {
            turns.release();
        }
    }

    /// The file is read to its end before any of it goes to the database: no transaction waits for
    /// a slow client, and what is damaged is refused for what it is.
    @PostMapping("/api/v1/import")
    BackupContents restore(
            @RequestParam("check_only") @Nullable String checkOnly, HttpServletRequest request)
            throws IOException {
        boolean only = flag("check_only", checkOnly);
        takeTurn();
        try (SpooledBody body =
                SpooledBody.of(uploads.open(request, largestUpload, UploadFormat.ZIP))) {
            if (body.size() == 0) {
                throw new ApiException(
                        ErrorCode.EMPTY_BODY, "The body is empty; send what `export` gave.");
            }
            BackupFile file = BackupFile.check(body::bytes, mostContent, json);
            if (file.manifest().ofEverything()) {
                requireOperator(Caller.of(request));
            }
            restore.requireSchema(file.manifest());
            if (!only) {
                restore.restore(file);
            }
            return file.contents(!only);
        } finally {
            turns.release();
        }
    }

    private void takeTurn() {
        if (!turns.tryAcquire()) {
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "%d exports and imports are under way in this process already. Ask again when one has ended."
                            .formatted(AT_ONCE));
        }
    }

    private static void requireOperator(Caller caller) {
        if (!caller.operator()) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN_ROLE,
                    "A backup of everything is for administrators of the default workspace.");
        }
    }

    private static boolean everything(@Nullable String scope) {
        return switch (scope) {
            case null -> false;
            case Manifest.WORKSPACE -> false;
            case Manifest.EVERYTHING -> true;
            default ->
                    throw new ApiException(
                            ErrorCode.INVALID_PARAMETER,
                            "scope is '%s', must be workspace or everything."
                                    .formatted(InputError.cut(scope)));
        };
    }

    private static boolean flag(String name, @Nullable String given) {
        return switch (given) {
            case null -> false;
            case "false" -> false;
            case "true" -> true;
            default ->
                    throw new ApiException(
                            ErrorCode.INVALID_PARAMETER,
                            "%s is '%s', must be true or false."
                                    .formatted(name, InputError.cut(given)));
        };
    }
}
