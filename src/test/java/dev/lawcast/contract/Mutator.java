package dev.lawcast.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Turns a good body into a bad one, or leaves it, by chance.
final class Mutator {

    /// Fragments of JSON, some of which are none.
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "\"\"",
                    "0",
                    "-1",
                    "-0.0",
                    "1e999",
                    "-1e999",
                    "1e-400",
                    "NaN",
                    "Infinity",
                    "1,5",
                    "0x10",
                    "01",
                    "9007199254740993",
                    "99999999999999999999999999",
                    "true",
                    "[]",
                    "{}",
                    "[[]]",
                    "[null]",
                    "{\"\":null}",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"\\ud83d\\ude00\"",
                    "\"'; drop table run; --\"",
                    "\"${7*7}\"",
                    "\"../../etc/passwd\"",
                    "\"=1+1\"",
                    "\" \"",
                    "\"1e3\"",
                    "1e308",
                    "4.9e-324",
                    "\"a\\nb\"",
                    "[1,2,3]",
                    "{\"a\":1,\"a\":2}",
                    "\"\\ufeff\"",
                    "//",
                    "'x'",
                    "-",
                    "+1",
                    ".5",
                    "5.",
                    "\"2026-13-45T99:99:99Z\"");

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "..",
                    "../..",
                    "%",
                    "%00",
                    "\0",
                    "null",
                    "-1",
                    "0",
                    "1001",
                    "1e9",
                    "NaN",
                    "'",
                    "\"",
                    "; drop table run",
                    "a".repeat(3000),
                    "\ud83d\ude00",
                    "é",
                    "parameters >",
                    "parameters > 'x'",
                    "((((",
                    "not not not",
                    "a=b or",
                    "loss in ()",
                    "loss in (1,",
                    "tag:x = 'y'",
                    "\u202e",
                    "00000000-0000-0000-0000-000000000000",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff",
                    "99999999999999999999",
                    "x\ny",
                    "*",
                    "W/\"1\"",
                    "true");

    private static final List<String> TYPES =
            List.of(
                    "text/plain",
                    "application/xml",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "application/json; charset=utf-16",
                    "*/*",
                    "text/csv; charset=latin1",
                    "application/json;",
                    "json",
                    "application/octet-stream",
                    "text/csv; header=absent");

    private final SplittableRandom random;
    private String last = "";

    Mutator(SplittableRandom random) {
        this.random = random;
    }

    /// The body that was made last, for messages.
    String last() {
        return last;
    }

    String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /// Likewise, of characters that a header can have.
    String headerText() {
        String text = text().replaceAll("[^ -~]", "?");
        return text.length() > 300 ? text.substring(0, 300) : text;
    }

    String type() {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    byte[] nothing() {
        last = "";
        return new byte[0];
    }

    byte[] mutated(JsonNode example) {
        String text = example.isTextual() ? example.asText() : withOneNodeChanged(example);
        last = text;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(12)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> flipped(bytes);
            case 2 -> inserted(bytes);
            case 3 -> text.getBytes(StandardCharsets.UTF_16);
            case 4 -> ("[".repeat(100_000) + text).getBytes(StandardCharsets.UTF_8);
            case 5 -> (text + text).getBytes(StandardCharsets.UTF_8);
            default -> bytes;
        };
    }

    private byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private byte[] inserted(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        byte[] piece = VALUES.get(random.nextInt(VALUES.size())).getBytes(StandardCharsets.UTF_8);
        byte[] changed = new byte[bytes.length + piece.length];
        System.arraycopy(bytes, 0, changed, 0, at);
        System.arraycopy(piece, 0, changed, at, piece.length);
        System.arraycopy(bytes, at, changed, at + piece.length, bytes.length - at);
        return changed;
    }

    /// The example as text, with one node replaced, removed, renamed or doubled.
    private String withOneNodeChanged(JsonNode example) {
        var places = new ArrayList<String>();
        collect(example, "", places);
        if (places.isEmpty() || random.nextInt(8) == 0) {
            return example.toString();
        }
        String marker = "@@changed@@";
        String place = places.get(random.nextInt(places.size()));
        JsonNode copy = example.deepCopy();
        JsonNode parent = copy.at(place.substring(0, place.lastIndexOf('/')));
        String field =
                place.substring(place.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
        String value = VALUES.get(random.nextInt(VALUES.size()));
        if (parent instanceof ObjectNode object) {
            switch (random.nextInt(5)) {
                case 0 -> object.remove(field);
                case 1 -> object.set(field + "x", object.remove(field));
                default -> object.put(field, marker);
            }
        } else if (parent instanceof ArrayNode array) {
            int index = Integer.parseInt(field);
            if (random.nextInt(4) == 0) {
                array.add(array.get(index));
            } else {
                array.set(index, marker);
            }
        }
        return copy.toString().replace("\"" + marker + "\"", value);
    }

    private static void collect(JsonNode node, String at, List<String> places) {
        if (node.isObject()) {
            node.properties()
                    .forEach(f -> {
                        String place = at + "/" + Contract.escaped(f.getKey());
                        places.add(place);
                        collect(f.getValue(), place, places);
                    });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                places.add(at + "/" + i);
                collect(node.get(i), at + "/" + i, places);
            }
        }
    }
}
