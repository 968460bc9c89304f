package dev.lawcast.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lawcast.Client;
import dev.lawcast.ServiceTest;
import dev.lawcast.access.WorkspaceScope;
import dev.lawcast.api.Ids;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;

/// What PostgreSQL keeps of samples, and what it lets go.
@ServiceTest
class SampleRepositoryTest {

    private static final int CHUNKS = 5;
    private static final int CHUNK = 300_000;

    @Autowired SampleRepository repository;
    @Autowired JdbcClient database;
    @Autowired PlatformTransactionManager transactions;
    @Autowired MockMvc mvc;

    private TransactionTemplate transaction;
    private TransactionTemplate snapshot;
    private TransactionTemplate another;

    @BeforeEach
    void templates() {
        transaction = new TransactionTemplate(transactions);
        snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        another = new TransactionTemplate(transactions);
        another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Test
    void chunksComeBackToTheBitAndInOrderWhicheverCameFirst() {
        UUID array = Ids.next();
        List<byte[]> chunks = chunks(1);
        transaction.executeWithoutResult(status -> {
            for (int k : new int[] {3, 0, 4, 1, 2}) {
                repository.insertChunk(array, k, chunks.get(k));
            }
            repository.insert(array, features());
        });

        var read = new ArrayList<byte[]>();
        snapshot.executeWithoutResult(status -> repository.readChunks(array, read::add));

        assertThat(read).hasSize(CHUNKS);
        for (int k = 0; k < CHUNKS; k++) {
            assertThat(read.get(k)).isEqualTo(chunks.get(k));
        }
        // an array of no sample: others count those
        transaction.executeWithoutResult(status -> {
            database.sql("delete from sample_chunk where array_id = ?").param(array).update();
            database.sql("delete from sample_array where id = ?").param(array).update();
        });
    }

    @Test
    void whatIsKnownOfASampleComesBackAsItWasStored() {
        UUID id = sample();
        UUID array = hold(id, 2);

        Sample found = repository.find(Sample.Kind.SOURCE, id).orElseThrow();
        SampleArray kept = Objects.requireNonNull(found.features());

        assertThat(found.size()).isEqualTo(1_000);
        assertThat(found.unitPrice()).isEqualTo(.1);
        assertThat(found.labels()).isNull();
        assertThat(kept.id()).isEqualTo(array);
        assertThat(kept.holds(features())).isTrue();
        assertThat(kept.warnings()).isEqualTo(features().warnings());
    }

    @Test
    void aTransactionThatFailsLeavesNoChunk() {
        UUID array = Ids.next();

        assertThatThrownBy(() ->
                        transaction.executeWithoutResult(status -> {
                            chunks(1).forEach(c -> repository.insertChunk(array, c[0] & 0xFF, c));
                            throw new IllegalStateException("the connection broke");
                        }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(chunksOf(array)).isZero();
    }

    @Test
    void chunksWithoutTheirArrayAreNotKept() {
        UUID array = Ids.next();

        assertThatThrownBy(() ->
                        transaction.executeWithoutResult(
                                status -> repository.insertChunk(array, 0, new byte[8])))
                .isInstanceOf(DataIntegrityViolationException.class);

        assertThat(chunksOf(array)).isZero();
    }

    /// Two MiB were written before the last row was seen.
    @Test
    void anUploadThatIsRefusedAtItsLastRowLeavesNoChunk() {
        UUID id = sample();
        UUID before = hold(id, 3);
        double[][] rows = new double[3_000][100];
        var random = new SplittableRandom(4);
        for (double[] row : rows) {
            row[0] = random.nextDouble();
        }
        rows[rows.length - 1][7] = Double.NaN;
        long chunks = allChunks();

        new Client(mvc)
                .call(
                        MockMvcRequestBuilders.request(
                                        HttpMethod.PUT, "/api/v1/sources/" + id + "/pilot/features")
                                .contentType("application/octet-stream")
                                .content(Npy.DOUBLE.of(rows)))
                .expect(422);

        assertThat(allChunks()).isEqualTo(chunks);
        assertThat(chunksOf(before)).isEqualTo(CHUNKS);
    }

    @Test
    void aSampleThatIsReplacedWhileItIsReadIsReadAsItWas() {
        UUID id = sample();
        UUID first = hold(id, 5);
        var read = new ByteArrayOutputStream();
        var second = new ArrayList<UUID>();

        snapshot.executeWithoutResult(status ->
                repository.readChunks(
                        first,
                        part -> {
                            read.writeBytes(part);
                            if (second.isEmpty()) {
                                another.executeWithoutResult(inner -> second.add(hold(id, 6)));
                                assertThat(another.<Long>execute(inner -> chunksOf(first)))
                                        .isZero();
                            }
                        }));

        assertThat(read.toByteArray()).isEqualTo(joined(chunks(5)));
        assertThat(chunksOf(first)).isZero();
        assertThat(joined(second.getFirst())).isEqualTo(joined(chunks(6)));
    }

    @Test
    void deletionFreesTheChunksOfFeaturesAndLabels() {
        UUID id = sample();
        UUID features = stored(7);
        UUID labels = stored(8);
        repository.hold(id, features, labels);
        assertThat(chunksOf(features) + chunksOf(labels)).isEqualTo(2 * CHUNKS);

        repository.delete(id);

        assertThat(chunksOf(features) + chunksOf(labels)).isZero();
        assertThat(arrays(features) + arrays(labels)).isZero();
        assertThat(repository.find(Sample.Kind.SOURCE, id)).isEmpty();
    }

    @Test
    void anotherWorkspaceSeesAndChangesNothing() {
        UUID id = sample();
        UUID array = hold(id, 9);
        String name = repository.find(Sample.Kind.SOURCE, id).orElseThrow().name();
        UUID other = workspace();

        WorkspaceScope.<Boolean, RuntimeException>in(
                other,
                () -> {
                    assertThat(repository.find(Sample.Kind.SOURCE, id)).isEmpty();
                    assertThat(repository.find(Sample.Kind.SOURCE, name)).isEmpty();
                    assertThat(repository.page(Sample.Kind.SOURCE, null, 10)).isEmpty();
                    assertThat(repository.other("default", Ids.next())).isEmpty();
                    assertThat(repository.lock(Sample.Kind.SOURCE, id)).isFalse();
                    assertThat(repository.storedBytes()).isZero();
                    assertThat(joined(array)).isEmpty();
                    repository.hold(id, null, null);
                    repository.delete(id);
                    assertThatThrownBy(() -> repository.insertChunk(array, CHUNKS, new byte[8]))
                            .isInstanceOf(DataIntegrityViolationException.class);
                    return true;
                });

        assertThat(joined(array)).isEqualTo(joined(chunks(9)));
        assertThat(repository.find(Sample.Kind.SOURCE, id)).isPresent();
    }

    private UUID sample() {
        UUID id = Ids.next();
        String name = id.toString();
        repository.insert(
                id, Sample.Kind.SOURCE, new SampleFields(name, 1_000L, .1, null, null, name));
        return id;
    }

    /// Gives the sample new features and tells their array.
    private UUID hold(UUID sample, int seed) {
        UUID array = stored(seed);
        repository.hold(sample, array, null);
        return array;
    }

    private UUID stored(int seed) {
        UUID array = Ids.next();
        transaction.executeWithoutResult(status -> {
            List<byte[]> chunks = chunks(seed);
            for (int k = 0; k < CHUNKS; k++) {
                repository.insertChunk(array, k, chunks.get(k));
            }
            repository.insert(array, features());
        });
        return array;
    }

    private UUID workspace() {
        UUID id = Ids.next();
        return WorkspaceScope.<UUID, RuntimeException>in(
                id,
                () -> {
                    database.sql("insert into workspace (id, name) values (?, ?)")
                            .params(id, id.toString())
                            .update();
                    return id;
                });
    }

    private byte[] joined(UUID array) {
        var read = new ByteArrayOutputStream();
        snapshot.executeWithoutResult(status -> repository.readChunks(array, read::writeBytes));
        return read.toByteArray();
    }

    private static byte[] joined(List<byte[]> chunks) {
        var all = new ByteArrayOutputStream();
        chunks.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private long chunksOf(UUID array) {
        return count("select count(*) from sample_chunk where array_id = ?", array);
    }

    private long arrays(UUID array) {
        return count("select count(*) from sample_array where id = ?", array);
    }

    private long allChunks() {
        return count("select count(*) from sample_chunk");
    }

    private long count(String sql, Object... values) {
        return database.sql(sql).params(values).query(Long.class).single();
    }

    /// Of different lengths, the first byte is the number.
    private static List<byte[]> chunks(int seed) {
        var random = new SplittableRandom(seed);
        var chunks = new ArrayList<byte[]>();
        for (int k = 0; k < CHUNKS; k++) {
            byte[] content = new byte[CHUNK - 1_000 * k];
            random.nextBytes(content);
            content[0] = (byte) k;
            chunks.add(content);
        }
        return chunks;
    }

    private static SampleArray features() {
        return new SampleArray(
                new UUID(0, 0),
                SampleArray.Type.FLOAT32,
                ">f8",
                1_000,
                3,
                0,
                "00ff",
                List.of(new SampleArray.Warning("constant_columns", 1, "„6“ is constant.")),
                Instant.EPOCH);
    }
}
