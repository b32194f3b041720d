// One ordered, reliable data channel between two pion connections in this process, loaded for some seconds.
//
//	channel BYTES SECONDS
//
// Prints one JSON object: peer, bytes (of a message), MBps, roundTripMicros (median, 100 bytes). Messages of pion are shorter than
// 65,536 bytes.
package main

import (
	"fmt"
	"os"
	"sort"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v3"
)

const (
	warmUp = 1500 * time.Millisecond
	high   = 4 << 20
	low    = 1 << 20
	pings  = 2000
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func connection() *webrtc.PeerConnection {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	must(err)
	return pc
}

func main() {
	bytes, err := strconv.Atoi(os.Args[1])
	must(err)
	if bytes > 65535 {
		bytes = 65535
	}
	seconds, err := strconv.Atoi(os.Args[2])
	must(err)
	a, b := connection(), connection()
	out, err := a.CreateDataChannel("load", nil)
	must(err)
	opened := make(chan bool, 1)
	out.OnOpen(func() { opened <- true })
	incoming := make(chan *webrtc.DataChannel, 1)
	b.OnDataChannel(func(d *webrtc.DataChannel) { d.OnOpen(func() { incoming <- d }) })

	offer, err := a.CreateOffer(nil)
	must(err)
	gathered := webrtc.GatheringCompletePromise(a)
	must(a.SetLocalDescription(offer))
	<-gathered
	must(b.SetRemoteDescription(*a.LocalDescription()))
	answer, err := b.CreateAnswer(nil)
	must(err)
	gathered = webrtc.GatheringCompletePromise(b)
	must(b.SetLocalDescription(answer))
	<-gathered
	must(a.SetRemoteDescription(*b.LocalDescription()))
	<-opened
	into := <-incoming

	roundTrip := ping(out, into)

	var received int64
	into.OnMessage(func(m webrtc.DataChannelMessage) { atomic.AddInt64(&received, int64(len(m.Data))) })
	more := make(chan bool, 1)
	out.SetBufferedAmountLowThreshold(low)
	out.OnBufferedAmountLow(func() {
		select {
		case more <- true:
		default:
		}
	})
	message := make([]byte, bytes)
	go func() {
		for {
			if out.BufferedAmount() > high {
				<-more
			}
			must(out.Send(message))
		}
	}()
	time.Sleep(warmUp)
	before := atomic.LoadInt64(&received)
	begin := time.Now()
	time.Sleep(time.Duration(seconds) * time.Second)
	rate := float64(atomic.LoadInt64(&received)-before) / time.Since(begin).Seconds() / 1e6
	fmt.Printf("{\"peer\":\"pion\",\"bytes\":%d,\"MBps\":%.1f,\"roundTripMicros\":%d}\n", bytes, rate, roundTrip)
	os.Exit(0)
}

func ping(out, into *webrtc.DataChannel) int64 {
	message := make([]byte, 100)
	into.OnMessage(func(webrtc.DataChannelMessage) { must(into.Send(message)) })
	back := make(chan bool)
	out.OnMessage(func(webrtc.DataChannelMessage) { back <- true })
	var times []int64
	for i := 0; i < pings; i++ {
		begin := time.Now()
		must(out.Send(message))
		<-back
		times = append(times, time.Since(begin).Microseconds())
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	return times[pings/2]
}
