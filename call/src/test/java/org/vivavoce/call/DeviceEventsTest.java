package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vivavoce.media.DeviceKeeper;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmInput;
import org.vivavoce.media.PcmOutput;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/** A microphone and a speaker that are pulled out in the middle of a call, and put in again. */
@Timeout(60)
class DeviceEventsTest {
  /** Both at once. */
  private static final class Headset {
    private volatile boolean there = true;

    String id() {
      return "headset";
    }

    String name() {
      return "the headset";
    }

    private void check() throws IOException {
      if (!there) {
        throw new IOException("the headset: the device is gone");
      }
    }

    private final class Line implements PcmInput, PcmOutput {
      @Override
      public boolean selfPaced() {
        return false;
      }

      @Override
      public int read(short[] pcm, int offset, int frames) throws IOException {
        check();
        return frames;
      }

      @Override
      public void write(short[] pcm, int offset, int frames) throws IOException {
        check();
      }

      @Override
      public long delayNanos() {
        return 0;
      }

      @Override
      public void close() {}
    }

    private Line line() throws IOException {
      check();
      return new Line();
    }
  }

  private static InputDevice microphone(Headset headset) {
    return new InputDevice() {
      @Override
      public String id() {
        return headset.id();
      }

      @Override
      public String name() {
        return headset.name();
      }

      @Override
      public PcmInput open(PcmFormat format, int framesPerBuffer) throws IOException {
        return headset.line();
      }
    };
  }

  private static OutputDevice speaker(Headset headset) {
    return new OutputDevice() {
      @Override
      public String id() {
        return headset.id();
      }

      @Override
      public String name() {
        return headset.name();
      }

      @Override
      public PcmOutput open(PcmFormat format, int framesPerBuffer) throws IOException {
        return headset.line();
      }
    };
  }

  @Test
  void devices_that_go_and_come_are_told_of_in_the_call_which_goes_on() throws Exception {
    Headset headset = new Headset();
    DeviceKeeper[] keeper = new DeviceKeeper[1];
    try (PubSub network = InProcessPubSub.create();
        Person alice =
            new Person(
                Identity.generate(),
                network,
                c -> c,
                (peer, stream) -> keeper[0].sink(speaker(headset)));
        Person bob = Person.named(Identity.generate(), network).speaks("voice", 440)) {
      keeper[0] = DeviceKeeper.create(alice.controller.deviceListener());
      alice.controller.addMediaSource(
          new StreamId("microphone"), keeper[0].source(microphone(headset)));
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      alice.await(CallEvent.TrackAdded.class);

      headset.there = false;
      CallEvent.AudioInputDeviceNoLongerAvailable input =
          alice.await(CallEvent.AudioInputDeviceNoLongerAvailable.class);
      CallEvent.AudioOutputDeviceNoLongerAvailable output =
          alice.await(CallEvent.AudioOutputDeviceNoLongerAvailable.class);
      assertThat(input.callId()).isEqualTo(call.id());
      assertThat(input.device()).isEqualTo("the headset");
      assertThat(output.reason()).contains("is gone");
      assertThat(call.state()).isEqualTo(CallState.ACTIVE);

      headset.there = true;
      Person.awaitTrue(
          "both are back", () -> alice.events(CallEvent.AudioDeviceReturned.class).size() == 2);
      assertThat(call.state()).isEqualTo(CallState.ACTIVE);
      assertThat(bob.events(CallEvent.AudioInputDeviceNoLongerAvailable.class)).isEmpty();
      call.leave("");
    } finally {
      if (keeper[0] != null) {
        keeper[0].close();
      }
    }
  }
}
