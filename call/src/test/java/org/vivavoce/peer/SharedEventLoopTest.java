package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedEventLoopTest {
  private final EventLoop loop = EventLoop.shared("test");

  @AfterEach
  void close() {
    loop.close();
  }

  private void settle() throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(() -> done.complete(null));
    done.get(20, TimeUnit.SECONDS);
  }

  /** Until nothing is pending, the caller's own task is not run here. */
  private void untilIdle(Runnable attempt, List<?> until) throws Exception {
    while (until.isEmpty()) {
      settle();
      attempt.run();
    }
  }

  @Test
  void an_idle_loop_runs_a_task_on_the_thread_that_has_it() throws Exception {
    List<Boolean> inLoop = new ArrayList<>();
    Thread here = Thread.currentThread();
    untilIdle(
        () ->
            loop.executeHere(
                () -> {
                  if (Thread.currentThread() == here) {
                    inLoop.add(loop.inLoop());
                  }
                }),
        inLoop);
    assertThat(inLoop).containsExactly(true);
    assertThat(loop.inLoop()).isFalse();
  }

  @Test
  void a_busy_loop_runs_it_after_what_was_given_before() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<String> order = new ArrayList<>(); // of the loop's own
    loop.execute(
        () -> {
          began.countDown();
          try {
            order.add(go.await(20, TimeUnit.SECONDS) ? "first" : "too late");
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
    loop.execute(() -> order.add("second"));
    loop.executeHere(() -> order.add("third"));
    assertThat(order).isEmpty();
    go.countDown();
    settle();
    assertThat(order).containsExactly("first", "second", "third");
  }

  @Test
  void what_is_given_meanwhile_runs_after_it_and_an_exception_does_not_leave() throws Exception {
    List<String> order = new ArrayList<>();
    Thread here = Thread.currentThread();
    untilIdle(
        () ->
            loop.executeHere(
                () -> {
                  if (Thread.currentThread() == here) {
                    loop.execute(() -> order.add("then"));
                    order.add("here");
                    throw new IllegalStateException("on purpose");
                  }
                }),
        order);
    settle();
    assertThat(order).containsExactly("here", "then");
  }

  @Test
  void tasks_of_many_threads_run_one_at_a_time_and_none_is_lost() throws Exception {
    int threads = 4;
    int each = 20_000;
    int[] sum = {0}; // without synchronization, but for the loop's
    AtomicInteger inside = new AtomicInteger();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      boolean here = i % 2 == 0;
      CompletableFuture<Void> done = new CompletableFuture<>();
      all.add(done);
      Runnable task =
          () -> {
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            sum[0]++;
            inside.decrementAndGet();
          };
      new Thread(
              () -> {
                for (int n = 0; n < each; n++) {
                  if (here) {
                    loop.executeHere(task);
                  } else {
                    loop.execute(task);
                  }
                }
                done.complete(null);
              })
          .start();
    }
    for (CompletableFuture<Void> done : all) {
      done.get(60, TimeUnit.SECONDS);
    }
    settle();
    assertThat(sum[0]).isEqualTo(threads * each);
  }
}
