package org.vivavoce.cli;

import java.util.List;

/**
 * What the demo was asked for, checked.
 *
 * @param names who they are; the first one calls the others
 * @param nanos how long they talk, counted from when all are connected
 * @param sources what they say
 * @param first how the first of them speaks and hears
 * @param keys whether standard input is read while they talk, for the first of them
 * @param recordings where they go
 * @param lossPercent share of received media packets that is lost on purpose
 * @param seed of that loss
 */
record DemoSettings(
    List<String> names,
    long nanos,
    DemoSources sources,
    PersonSound.Devices first,
    boolean keys,
    Recordings recordings,
    double lossPercent,
    long seed) {}
