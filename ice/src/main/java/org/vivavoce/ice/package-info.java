/** Finding and keeping a path (RFC 8445). */
package org.vivavoce.ice;
