/** What the command line promises: in-process where that tells enough, else on the built jar. */
package org.vivavoce.cli;
