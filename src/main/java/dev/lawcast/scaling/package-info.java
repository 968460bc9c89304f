/// The science: a plain Java library that could leave tomorrow. It knows no Spring, SQL, JSON,
/// HTTP, logging or clock; seeds and times are arguments. `forecast` needs `fit`, `fit` needs
/// `law`.
@NullMarked
package dev.lawcast.scaling;

import org.jspecify.annotations.NullMarked;
