/// The science: a plain Java library that could leave tomorrow. It knows no Spring, SQL, JSON,
/// HTTP, logging or clock; seeds and times are arguments. `select` needs `forecast`, that needs
/// `fit`, and `fit` needs `law`.
@NullMarked
package dev.lawcast.scaling;

import org.jspecify.annotations.NullMarked;
