package dev.lawcast.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/// Notices a server that takes what is sent and answers nothing: frozen, or behind a network that
/// drops packets. Statements may take long, so no limit of theirs tells such a server from a busy
/// one; a question on a connection of its own does. Once two in a row have gone unanswered for
/// `patience`, all connections are cut: whoever waits is answered by 503, and the pool connects
/// anew as soon as there is somebody to connect to.
final class Heartbeat implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final String url;
    private final Properties login = new Properties();
    private final Severable connections;
    private final Duration patience;
    private final Thread thread;
    private volatile boolean closing;

    /// @param patience at least two seconds
    Heartbeat(String url, String user, String password, Severable connections, Duration patience) {
        this.url = url;
        this.connections = connections;
        this.patience = patience;
        String seconds = Long.toString(Math.max(1, patience.toSeconds() / 2));
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("ApplicationName", "lawcast heartbeat");
        login.setProperty("connectTimeout", seconds);
        login.setProperty("loginTimeout", seconds);
        login.setProperty("socketTimeout", seconds);
        this.thread = Thread.ofVirtual().name("database-heartbeat").start(this::beat);
    }

    private void beat() {
        long heard = System.nanoTime();
        int unanswered = 0;
        while (!closing) {
            try (Connection connection = DriverManager.getConnection(url, login);
                    Statement statement = connection.createStatement()) {
                while (!closing) {
                    statement.execute("select 1");
                    if (unanswered > 1) {
                        log.warn("The database answers again");
                    }
                    heard = System.nanoTime();
                    unanswered = 0;
                    Thread.sleep(BETWEEN);
                }
            } catch (SQLException e) {
                unanswered = isSilence(e) ? unanswered + 1 : 0;
                if (unanswered > 1 && System.nanoTime() - heard >= patience.toNanos()) {
                    log.warn(
                            "The database has not answered for {} s; all connections to it are cut",
                            Duration.ofNanos(System.nanoTime() - heard).toSeconds());
                    connections.cutOff();
                } else if (unanswered == 0 && !paused()) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(BETWEEN);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// A server that refuses or ends connections is not silent: who waits on those has been told.
    private static boolean isSilence(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return String.valueOf(e.getMessage()).contains("timed out");
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
