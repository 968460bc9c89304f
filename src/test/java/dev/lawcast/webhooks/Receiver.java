package dev.lawcast.webhooks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Somebody else's webhook receiver on this machine: takes what comes and answers what it is told.
final class Receiver implements AutoCloseable {

    /// Never answers.
    static final String HANGS = "hangs";

    private final ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile String answer;

    Receiver(String answer) {
        this(answer, plain());
    }

    Receiver(String answer, ServerSocket server) {
        this.answer = answer;
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String status(int status) {
        return "HTTP/1.1 " + status + " Whatever\r\nContent-Length: 6\r\n\r\nsecret";
    }

    void answer(String next) {
        answer = next;
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /// Head and body of each request.
    List<String> requests() {
        return requests;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try {
            requests.add(read(socket.getInputStream()));
            String now = answer;
            if (!now.equals(HANGS)) {
                socket.getOutputStream().write(now.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                socket.close();
            }
        } catch (IOException e) {
            // the sender has gone
        }
    }

    private static String read(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return text.toString();
            }
            text.append((char) c);
        }
        String length = text.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
        return text + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
