/** Examples that the tests compile and run, against the public API alone. */
package org.vivavoce.example;
