/**
 * Sound as PCM: tracks that move it at the pace of a clock, the devices they move it from and to,
 * sound cards, WAV files, tones, rate conversion, level meters, mixing, drift compensation, voice
 * detection, and the gate that mutes a microphone.
 *
 * <p><b>Standards.</b> RIFF/WAVE with integer PCM and IEEE float, {@code WAVE_FORMAT_EXTENSIBLE}
 * too; levels in dBFS as RFC 6464 counts them.
 *
 * <p><b>What may enter.</b> Files of any content: what is no usable WAV file is an {@link
 * java.io.IOException} that names the file and says what is wrong. Devices of an application behind
 * {@link org.vivavoce.media.InputDevice} and {@link org.vivavoce.media.OutputDevice}.
 *
 * <p><b>Who calls.</b> The adapter in {@code call} that joins tracks to codec and jitter buffer,
 * and applications.
 *
 * <p><b>Threads and time.</b> A {@link org.vivavoce.media.SourceTrack} and a {@link
 * org.vivavoce.media.SinkTrack} each own one daemon thread from {@code init} to {@code close} and
 * read {@code System.nanoTime}. Everything else has no thread and no clock: pacing ({@code Pacer}),
 * rate conversion ({@code Resampler}), levels, {@link org.vivavoce.media.Mixer}, {@link
 * org.vivavoce.media.VoiceDetector} and {@link org.vivavoce.media.MicrophoneGate} are plain
 * arithmetic.
 *
 * <p><b>Left out.</b> Encoded sound. Where the JDK's own sound library hangs in native code (seen
 * when PulseAudio is killed, not when a card is pulled out), the track of that device hangs with
 * it.
 */
package org.vivavoce.media;
