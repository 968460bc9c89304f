package dev.lawcast;

import dev.lawcast.backups.BackupCommand;
import dev.lawcast.workspaces.KeysCommand;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

import java.util.Arrays;

/// Starts the service; `keys …` manages the keys of callers instead, `export …`, `import …` and
/// `check …` the backups.
@SpringBootApplication
public class LawcastApplication {

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("keys")) {
            System.exit(
                    KeysCommand.run(
                            Arrays.copyOfRange(args, 1, args.length), System.out, System.err));
        }
        if (args.length > 0 && BackupCommand.knows(args[0])) {
            System.exit(BackupCommand.run(args, System.err));
        }
        SpringApplication.run(LawcastApplication.class, args);
    }
}
