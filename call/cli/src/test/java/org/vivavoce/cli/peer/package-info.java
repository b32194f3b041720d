/** Tests of the {@code peer} command, driven by lines as a script would. */
package org.vivavoce.cli.peer;
