package dev.lawcast.scaling.law;

import java.util.List;

/// A variable of a law: a size that is > 0.
///
/// @param name the symbol, ASCII (`N`)
/// @param roles the roles of experiment variables that can stand for it, best first
/// @param unit what it counts (`parameters`)
/// @param meaning one sentence for people
public record LawVariable(String name, List<String> roles, String unit, String meaning) {}
