package dev.lawcast.jobs;

import org.slf4j.MDC;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Names the job in every line that is logged meanwhile: `job` is its kind, and `fit_id` and the
/// like what it works on.
@Component
@Order(0)
final class JobLog implements JobScope {

    @Override
    public void around(String name, String id, Runnable work) {
        try (var _ = MDC.putCloseable("job", name);
                var _ = MDC.putCloseable(name + "_id", id)) {
            work.run();
        }
    }
}
