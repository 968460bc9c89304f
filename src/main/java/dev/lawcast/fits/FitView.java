package dev.lawcast.fits;

import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.List;

/// A fit as JSON: what it is, then the fields of its report at the same level.
@Component
class FitView {

    private static final byte[] NOTHING = {'{', '}'};

    private final JsonMapper json;

    FitView(JsonMapper json) {
        this.json = json;
    }

    /// The whole as it is sent. The report is kept as JSON, and that of a fit of thousands of
    /// groups is long, so it is copied and not read.
    byte[] whole(Fit fit) {
        byte[] head = json.writeValueAsBytes(of(fit));
        Packed kept = fit.report();
        byte[] report = kept == null ? NOTHING : kept.json();
        if (report.length <= NOTHING.length) {
            return head;
        }
        byte[] whole = Arrays.copyOf(head, head.length + report.length - 1);
        whole[head.length - 1] = ',';
        System.arraycopy(report, 1, whole, head.length, report.length - 1);
        return whole;
    }

    /// Without the report.
    ObjectNode of(Fit fit) {
        ObjectNode view = json.createObjectNode();
        view.put("id", fit.id().toString());
        view.put("experiment_id", fit.experimentId().toString());
        view.put("version", fit.version());
        view.put("parent_id", fit.parentId() == null ? null : fit.parentId().toString());
        view.put("status", fit.status().name());
        view.put("progress", fit.progress());
        view.put("reason", fit.reason());
        view.put("law", fit.law());
        FitRequest request = json.readValue(fit.request(), FitRequest.class);
        view.put("formula", request.curve(List.of()).formula());
        view.put("metric", fit.metric());
        view.set("request", json.readTree(fit.request()));
        view.put("data_hash", fit.dataHash());
        view.put("seed", fit.seed());
        view.put("code_version", fit.codeVersion());
        view.put("queued_at", fit.queuedAt().toString());
        view.put("started_at", fit.startedAt() == null ? null : fit.startedAt().toString());
        view.put("finished_at", fit.finishedAt() == null ? null : fit.finishedAt().toString());
        return view;
    }
}
