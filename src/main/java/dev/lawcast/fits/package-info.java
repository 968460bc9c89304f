/// Ask for a fit, run it as a job, keep the outcome.
@NullMarked
package dev.lawcast.fits;

import org.jspecify.annotations.NullMarked;
