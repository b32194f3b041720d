/**
 * The {@code vivavoce} command: {@link org.vivavoce.cli.Main} chooses the command, and for each
 * there is one class with its options.
 *
 * <p>What enters: arguments, and Ctrl-C. What leaves: results on standard output, progress and logs
 * on standard error, files, and an exit status. Only here do the house's standard streams and exit
 * statuses exist; everything that can be heard or called is done by the rooms below.
 */
package org.vivavoce.cli;
