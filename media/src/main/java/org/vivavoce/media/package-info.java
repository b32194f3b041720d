/** PCM tracks, files and pacing. */
package org.vivavoce.media;
