/** The one class of jitsi-utils that the benchmarks replace, so that no native code is loaded. */
package org.jitsi.utils;
