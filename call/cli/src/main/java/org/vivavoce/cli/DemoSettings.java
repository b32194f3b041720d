package org.vivavoce.cli;

/**
 * What the demo was asked for, checked.
 *
 * @param nanos how long they talk, counted from when both are connected
 * @param sources what they say
 * @param recordings where they go
 * @param lossPercent share of received media packets that is lost on purpose
 * @param seed of that loss
 */
record DemoSettings(
    long nanos, DemoSources sources, Recordings recordings, double lossPercent, long seed) {}
