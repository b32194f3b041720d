package org.vivavoce.ice;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One agent as a process of its own, for {@link NamespaceTest}: what it does comes as lines on
 * standard input, what it finds goes as lines to standard output.
 *
 * <pre>
 * in:  params UFRAG PASSWORD, candidate ..., start controlling|controlled, send TEXT, quit
 * out: params UFRAG PASSWORD, candidate ..., gathered, pair LOCAL_TYPE LOCAL REMOTE_TYPE REMOTE,
 *      data TEXT, failed WHY
 * </pre>
 */
final class Scene implements IceListener {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  /** Names of options: mdns=HIDE, bind=ADDRESS, only=INTERFACE. */
  public static void main(String[] options) throws Exception {
    IceConfig.Builder config = IceConfig.builder().ipv6(false);
    for (String it : options) {
      String value = it.substring(it.indexOf('=') + 1);
      switch (it.substring(0, it.indexOf('='))) {
        case "mdns" -> config.mdns(IceMdns.valueOf(value));
        case "bind" -> config.bindAddress(InetAddress.getByName(value));
        case "only" -> config.interfaceFilter(on -> isNamed(on, value));
        case "ipv6" -> config.ipv6(Boolean.parseBoolean(value));
        default -> throw new IllegalArgumentException(it);
      }
    }
    try (IceAgent agent = IceAgent.create(config.build(), new Scene())) {
      IceParameters local = agent.localParameters();
      OUT.println("params " + local.usernameFragment() + " " + local.password());
      agent.gather();
      play(agent);
    }
  }

  private static boolean isNamed(NetworkInterface on, String name) {
    return on.getName().equals(name);
  }

  private static void play(IceAgent agent) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    IceParameters remote = null;
    for (String line; (line = in.readLine()) != null && !line.equals("quit"); ) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "params" -> remote = new IceParameters(words[1], words[2]);
        case "start" ->
            agent.start(
                words[1].equals("controlling") ? IceRole.CONTROLLING : IceRole.CONTROLLED, remote);
        case "send" -> {
          byte[] text = line.substring(5).getBytes(StandardCharsets.UTF_8);
          agent.send(ByteBuffer.allocate(1 + text.length).put((byte) 0x80).put(text).flip());
        }
        default -> agent.addRemoteCandidate(IceCandidate.parse(line));
      }
    }
  }

  @Override
  public void onLocalCandidate(IceCandidate candidate) {
    OUT.println(candidate);
  }

  @Override
  public void onGatheringComplete(String usernameFragment) {
    OUT.println("gathered");
  }

  @Override
  public void onSelectedPair(IceCandidatePair pair) {
    OUT.println(
        "pair "
            + pair.local().type().token()
            + " "
            + pair.local().address()
            + " "
            + pair.remote().type().token()
            + " "
            + pair.remote().address());
  }

  @Override
  public void onFailed(IceFailure reason) {
    OUT.println("failed " + reason.message());
  }

  @Override
  public void onDatagram(ByteBuffer packet, long arrivalNanos) {
    OUT.println("data " + StandardCharsets.UTF_8.decode(packet.position(packet.position() + 1)));
  }
}
