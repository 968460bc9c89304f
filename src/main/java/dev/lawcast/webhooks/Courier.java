package dev.lawcast.webhooks;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Posts a message to a [Target] that anybody may have named.
///
/// The name is resolved once; if any of its addresses is not public nothing is sent, else the
/// socket goes to that very address, so that no second answer of the name server counts. TLS is
/// verified against the name. Redirects are not followed, of the answer the status alone is read,
/// and all of it ends within a limit, whatever the receiver does.
final class Courier {

    private static final int LONGEST_STATUS_LINE = 512;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)( .*)?");

    /// Looks up the addresses of a name.
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /// What came of a message.
    ///
    /// @param status of HTTP, null where no answer came
    /// @param reason why it does not count as delivered, null where it does; tells nothing of what
    ///   lies inside
    record Result(@Nullable Integer status, @Nullable String reason, double seconds) {

        boolean delivered() {
            return reason == null;
        }
    }

    private final Resolver resolver;
    private final SSLSocketFactory tls;
    private final Duration longest;

    /// Looking up a name blocks its thread, so that is none of the few that carry virtual ones.
    private final ExecutorService lookups =
            new ThreadPoolExecutor(
                    0,
                    4096, // of all workspaces; each has few on their way
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("webhook-lookup-", 0).factory());

    Courier(Resolver resolver, SSLSocketFactory tls, Duration longest) {
        this.resolver = resolver;
        this.tls = tls;
        this.longest = longest;
    }

    /// A refusal to send, in words that the caller may read.
    private static final class Refused extends IOException {
        Refused(String message) {
            super(message);
        }
    }

    Result post(String url, List<String> allowed, Map<String, String> headers, byte[] body) {
        long start = System.nanoTime();
        long deadline = start + longest.toNanos();
        Integer status = null;
        String reason = null;
        try {
            Target target = Target.of(url, allowed);
            status = send(target, addresses(target, deadline), headers, body, deadline);
            if (status / 100 == 3) {
                reason = "The receiver answered %d; redirects are not followed.".formatted(status);
            } else if (status / 100 != 2) {
                reason = "The receiver answered %d.".formatted(status);
            }
        } catch (IllegalArgumentException | Refused e) {
            reason = String.valueOf(e.getMessage());
        } catch (SSLException e) {
            reason =
                    late(deadline)
                            ? tooLate()
                            : "TLS failed. Maybe the certificate is not valid for this name.";
        } catch (SocketTimeoutException e) {
            reason = tooLate();
        } catch (IOException e) {
            reason = late(deadline) ? tooLate() : "The connection failed or was closed early.";
        }
        return new Result(status, reason, (System.nanoTime() - start) / 1e9);
    }

    private static boolean late(long deadline) {
        return System.nanoTime() >= deadline;
    }

    private String tooLate() {
        return "There was no answer within %s s.".formatted(longest.toMillis() / 1000.);
    }

    /// All of a name's addresses, once they are known to be public.
    private InetAddress[] addresses(Target target, long deadline) throws IOException {
        InetAddress literal = target.literal();
        InetAddress[] found =
                literal == null ? lookUp(target.host(), deadline) : new InetAddress[] {literal};
        if (!target.allowed()) {
            for (InetAddress address : found) {
                if (!PublicAddress.is(address)) {
                    throw new Refused(
                            "'%s' leads to an address that is not public."
                                    .formatted(target.host()));
                }
            }
        }
        return found;
    }

    private InetAddress[] lookUp(String host, long deadline) throws IOException {
        try {
            InetAddress[] found =
                    lookups.submit(() -> resolver.resolve(host))
                            .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (found.length == 0) {
                throw new Refused("'%s' has no address.".formatted(host));
            }
            return found;
        } catch (ExecutionException e) {
            throw new Refused("There is no host '%s'.".formatted(host));
        } catch (TimeoutException | RejectedExecutionException e) {
            throw new Refused("The address of '%s' could not be found in time.".formatted(host));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("The process is stopping.");
        }
    }

    private int send(
            Target target,
            InetAddress[] addresses,
            Map<String, String> headers,
            byte[] body,
            long deadline)
            throws IOException {
        try (Socket plain = connect(addresses, target.port(), deadline)) {
            // Whatever blocks, a handshake or a receiver that reads nothing, ends with the socket.
            Thread end = Thread.ofVirtual().start(() -> closeAt(plain, deadline));
            try (Socket socket = target.tls() ? secured(plain, target) : plain) {
                OutputStream out = socket.getOutputStream();
                out.write(head(target, headers, body.length));
                out.write(body);
                out.flush();
                return status(socket.getInputStream());
            } finally {
                end.interrupt();
            }
        }
    }

    private static Socket connect(InetAddress[] addresses, int port, long deadline)
            throws IOException {
        IOException last = new Refused("There is no address.");
        for (InetAddress address : addresses) {
            var socket = new Socket(java.net.Proxy.NO_PROXY);
            try {
                int left = (int) TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                socket.connect(new InetSocketAddress(address, port), Math.max(1, left));
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private static void closeAt(Socket socket, long deadline) {
        try {
            Thread.sleep(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            socket.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ended in time
        } catch (IOException e) {
            // it is closed
        }
    }

    private SSLSocket secured(Socket plain, Target target) throws IOException {
        var socket = (SSLSocket) tls.createSocket(plain, target.host(), target.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (target.literal() == null) {
            parameters.setServerNames(List.of(new SNIHostName(target.host())));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static byte[] head(Target target, Map<String, String> headers, int length) {
        var head = new StringBuilder();
        head.append("POST ").append(target.path()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(target.authority()).append("\r\n");
        head.append("User-Agent: lawcast\r\n");
        head.append("Content-Type: application/json\r\n");
        head.append("Content-Length: ").append(length).append("\r\n");
        head.append("Connection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// The status of the answer; nothing else of it is read.
    private static int status(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() == LONGEST_STATUS_LINE) {
                throw new Refused("The answer is not HTTP/1.1.");
            }
            line.append((char) c);
        }
        Matcher status = STATUS_LINE.matcher(line.toString().stripTrailing());
        if (!status.matches()) {
            throw new Refused("The answer is not HTTP/1.1.");
        }
        return Integer.parseInt(status.group(1));
    }
}
