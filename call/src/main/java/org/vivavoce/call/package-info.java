/** The Controller. */
package org.vivavoce.call;
