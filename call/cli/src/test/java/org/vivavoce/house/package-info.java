/**
 * The rules of the house as tests: who may see whom, what a protocol core may not touch, what a
 * source file looks like, and what may be in the jars that we ship. They live here because the
 * command line is the one place that sees every room.
 *
 * <p>Each rule is shown to fail on an offender before it is believed on our own classes.
 */
package org.vivavoce.house;
