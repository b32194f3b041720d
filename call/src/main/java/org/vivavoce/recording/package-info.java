/**
 * Recordings of calls: what was received, as it was received, into files that agree about the time.
 *
 * <p><b>Standards.</b> Ogg Opus (<a href="https://www.rfc-editor.org/rfc/rfc7845">RFC 7845</a>) for
 * sound, IVF for VP8 and VP9, Annex B for H.264.
 *
 * <p><b>What may enter.</b> Payloads of any content, order and number; names that other people
 * chose; disks that are slow or full.
 *
 * <p><b>Who calls.</b> The Controller, and whoever records without one: {@link
 * org.vivavoce.recording.Recorder} is the way in.
 *
 * <p><b>Threads and time.</b> A recorder has one daemon thread that owns its files. What it drives
 * ( {@code RecordingSession}, {@code StreamTimeline}) has no clock and no thread.
 *
 * <p><b>Left out.</b> Transcoding, except for the mixed file; video together with sound in one
 * file.
 */
package org.vivavoce.recording;
