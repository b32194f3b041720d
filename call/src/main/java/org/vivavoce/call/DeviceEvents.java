package org.vivavoce.call;

import java.io.IOException;
import java.util.function.Function;
import org.vivavoce.media.DeviceKeeper;
import org.vivavoce.signaling.CallId;

/** Tells in every call that is on what happens to sound devices. From any thread. */
final class DeviceEvents implements DeviceKeeper.Listener {
  private final Controller controller;

  DeviceEvents(Controller controller) {
    this.controller = controller;
  }

  @Override
  public void onInputLost(String deviceName, IOException cause) {
    tell(call -> new CallEvent.AudioInputDeviceNoLongerAvailable(call, deviceName, why(cause)));
  }

  @Override
  public void onOutputLost(String deviceName, IOException cause) {
    tell(call -> new CallEvent.AudioOutputDeviceNoLongerAvailable(call, deviceName, why(cause)));
  }

  @Override
  public void onDeviceReturned(String deviceName) {
    tell(call -> new CallEvent.AudioDeviceReturned(call, deviceName));
  }

  private static String why(IOException cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void tell(Function<CallId, CallEvent> event) {
    controller.onLoop(
        () -> controller.activeCalls().forEach(call -> controller.fire(event.apply(call.id()))));
  }
}
