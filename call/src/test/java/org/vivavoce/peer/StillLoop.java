package org.vivavoce.peer;

/** A loop on which nothing happens, for what needs one and must not use it. */
final class StillLoop implements EventLoop {
  @Override
  public void execute(Runnable task) {
    throw new AssertionError("nothing is to be done later");
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    throw new AssertionError("nothing is to be done later");
  }

  @Override
  public long nanoTime() {
    return 0;
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public boolean closed() {
    return false;
  }

  @Override
  public void close() {}
}
