/// What the curves are: one file is one law; `LawCatalogue` lists them.
@NullMarked
package dev.lawcast.scaling.law;

import org.jspecify.annotations.NullMarked;
