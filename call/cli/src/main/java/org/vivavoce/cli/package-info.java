/** The vivavoce command. */
package org.vivavoce.cli;
