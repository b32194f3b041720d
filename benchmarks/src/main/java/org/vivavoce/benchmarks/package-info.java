/** JMH benchmarks. */
package org.vivavoce.benchmarks;
