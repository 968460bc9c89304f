package dev.lawcast.telemetry;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes traces by OTLP over HTTP, and reads as much of the protocol as the tests look at.
final class OtlpReceiver implements AutoCloseable {

    /// @param attributes texts and whole numbers, as text
    record Span(
            String trace, String id, String parent, String name, Map<String, String> attributes) {}

    private final HttpServer server;
    final List<Span> spans = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();

    OtlpReceiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/v1/traces",
                exchange -> {
                    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-api-key")));
                    read(new Fields(exchange.getRequestBody().readAllBytes()));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// ExportTraceServiceRequest.resource_spans(1).scope_spans(2).spans(2), of
    /// opentelemetry/proto/trace/v1/trace.proto.
    private void read(Fields request) {
        request.each(1, resource -> resource.each(2, scope -> scope.each(2, this::readSpan)));
    }

    private void readSpan(Fields span) {
        var attributes = new TreeMap<String, String>();
        span.each(9, pair -> pair.each(2, value -> attributes.put(pair.text(1), value.value())));
        spans.add(new Span(span.hex(1), span.hex(2), span.hex(4), span.text(5), attributes));
    }

    /// The fields of a message of Protocol Buffers.
    private static final class Fields {

        private final byte[] bytes;
        private int at;

        Fields(byte[] bytes) {
            this.bytes = bytes;
        }

        interface Reader {
            void read(Fields message);
        }

        private interface Visitor {
            /// @param number of a varint, -1 for bytes
            void visit(int field, long number, byte[] content);
        }

        private void visit(Visitor visitor) {
            at = 0;
            while (at < bytes.length) {
                long tag = varint();
                int field = (int) (tag >>> 3);
                switch ((int) (tag & 7)) {
                    case 0 -> visitor.visit(field, varint(), new byte[0]);
                    case 1 -> at += 8;
                    case 2 -> {
                        int length = (int) varint();
                        byte[] content = java.util.Arrays.copyOfRange(bytes, at, at + length);
                        at += length;
                        visitor.visit(field, -1, content);
                    }
                    case 5 -> at += 4;
                    default -> throw new IllegalStateException("wire type of " + tag);
                }
            }
        }

        void each(int wanted, Reader reader) {
            visit((field, number, content) -> {
                if (field == wanted) {
                    reader.read(new Fields(content));
                }
            });
        }

        String text(int wanted) {
            return new String(content(wanted), StandardCharsets.UTF_8);
        }

        String hex(int wanted) {
            return HexFormat.of().formatHex(content(wanted));
        }

        /// AnyValue: a text (1) or a whole number (3).
        String value() {
            var found = new StringBuilder();
            visit((field, number, content) ->
                    found.append(
                            field == 1
                                    ? new String(content, StandardCharsets.UTF_8)
                                    : Long.toString(number)));
            return found.toString();
        }

        private byte[] content(int wanted) {
            var found = new byte[1][0];
            visit((field, number, content) -> {
                if (field == wanted) {
                    found[0] = content;
                }
            });
            return found[0];
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }
    }
}
