package dev.lawcast.scaling.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

class StreamedKernelTest {

    private static final int N = 400;
    private static final int M = 600;
    private static final int PRODUCTS = 20;

    /// Once the first products have made them.
    @Test
    void productsReuseTheirBuffers() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var clouds = new Clouds(5);
        var kernel =
                new StreamedKernel(
                        new SquaredEuclidean(clouds.points(N, 8), clouds.points(M, 8)), false);
        double[] x = ones(N);
        double[] y = ones(M);
        kernel.absorb(new double[N], new double[M], 1);
        double first = products(kernel, x, y);
        long before = threads.getCurrentThreadAllocatedBytes();
        double again = 0;
        for (int product = 0; product < PRODUCTS; product++) {
            again = products(kernel, x, y);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / PRODUCTS;

        assertThat(again).isEqualTo(first);
        // three passes over N·M costs of 8 bytes; a tenth is room for the rows' own features
        assertThat(each).isLessThan(3L * N * M * Double.BYTES / 10);
    }

    private static double products(StreamedKernel kernel, double[] x, double[] y) {
        double[] s = new double[N];
        double[] t = new double[M];
        kernel.multiply(y, s);
        kernel.multiplyTransposed(x, t);
        return kernel.cost(x, y) + Arrays.stream(s).sum() + Arrays.stream(t).sum();
    }

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }
}
