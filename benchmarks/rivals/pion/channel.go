// One ordered, reliable data channel between two pion connections in this process, or of one with another process, loaded for some
// seconds.
//
//	channel BYTES SECONDS [send|sink]
//
// Prints JSON as org.vivavoce.benchmarks.channel.ChannelRun does. Messages of pion are shorter than 65,536 bytes.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
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

// What the channel brings: the first messages come back, the bytes of those behind are counted.
type sink struct {
	received int64
	loaded   chan bool
}

func sinkOf(channel *webrtc.DataChannel) *sink {
	s := &sink{loaded: make(chan bool)}
	count := 0
	channel.OnMessage(func(m webrtc.DataChannelMessage) {
		if count == pings {
			atomic.AddInt64(&s.received, int64(len(m.Data)))
			return
		}
		must(channel.Send(m.Data))
		count++
		if count == pings {
			close(s.loaded)
		}
	})
	return s
}

func (s *sink) rate(seconds int) float64 {
	<-s.loaded
	time.Sleep(warmUp)
	before := atomic.LoadInt64(&s.received)
	begin := time.Now()
	time.Sleep(time.Duration(seconds) * time.Second)
	return float64(atomic.LoadInt64(&s.received)-before) / time.Since(begin).Seconds() / 1e6
}

// Sends for ever.
func load(channel *webrtc.DataChannel, bytes int) {
	more := make(chan bool, 1)
	channel.SetBufferedAmountLowThreshold(low)
	channel.OnBufferedAmountLow(func() {
		select {
		case more <- true:
		default:
		}
	})
	message := make([]byte, bytes)
	for {
		if channel.BufferedAmount() > high {
			<-more
		}
		must(channel.Send(message))
	}
}

// Sets a description of ours, and returns it with all candidates.
func local(pc *webrtc.PeerConnection, description webrtc.SessionDescription, err error) webrtc.SessionDescription {
	must(err)
	gathered := webrtc.GatheringCompletePromise(pc)
	must(pc.SetLocalDescription(description))
	<-gathered
	return *pc.LocalDescription()
}

func offer(pc *webrtc.PeerConnection) webrtc.SessionDescription {
	description, err := pc.CreateOffer(nil)
	return local(pc, description, err)
}

func answer(pc *webrtc.PeerConnection) webrtc.SessionDescription {
	description, err := pc.CreateAnswer(nil)
	return local(pc, description, err)
}

func signal(kind string, description webrtc.SessionDescription) {
	text, err := json.Marshal(description)
	must(err)
	fmt.Println(kind, base64.StdEncoding.EncodeToString(text))
}

func take(in *bufio.Reader, pc *webrtc.PeerConnection) {
	line, err := in.ReadString('\n')
	must(err)
	text, err := base64.StdEncoding.DecodeString(strings.Fields(line)[1])
	must(err)
	var description webrtc.SessionDescription
	must(json.Unmarshal(text, &description))
	must(pc.SetRemoteDescription(description))
}

func main() {
	bytes, err := strconv.Atoi(os.Args[1])
	must(err)
	if bytes > 65535 {
		bytes = 65535
	}
	seconds, err := strconv.Atoi(os.Args[2])
	must(err)
	role := ""
	if len(os.Args) > 3 {
		role = os.Args[3]
	}
	in := bufio.NewReader(os.Stdin)
	a := connection()
	opened := make(chan bool, 1)
	incoming := make(chan *webrtc.DataChannel, 1)
	accept := func(d *webrtc.DataChannel) { d.OnOpen(func() { incoming <- d }) }
	if role == "sink" {
		a.OnDataChannel(accept)
		take(in, a)
		signal("answer", answer(a))
		fmt.Printf("{\"peer\":\"pion\",\"bytes\":%d,\"MBps\":%.1f}\n", bytes, sinkOf(<-incoming).rate(seconds))
		os.Exit(0)
	}
	out, err := a.CreateDataChannel("load", nil)
	must(err)
	out.OnOpen(func() { opened <- true })
	if role == "send" {
		signal("offer", offer(a))
		take(in, a)
		<-opened
		fmt.Printf("{\"roundTripMicros\":%d}\n", ping(out))
		load(out, bytes)
	}
	b := connection()
	b.OnDataChannel(accept)
	must(b.SetRemoteDescription(offer(a)))
	must(a.SetRemoteDescription(answer(b)))
	<-opened
	counted := sinkOf(<-incoming)
	roundTrip := ping(out)
	go load(out, bytes)
	fmt.Printf("{\"peer\":\"pion\",\"bytes\":%d,\"MBps\":%.1f,\"roundTripMicros\":%d}\n", bytes, counted.rate(seconds), roundTrip)
	os.Exit(0)
}

func ping(out *webrtc.DataChannel) int64 {
	message := make([]byte, 100)
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
