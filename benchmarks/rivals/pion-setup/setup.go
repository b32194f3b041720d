// Sets connections up between two ends of pion in this process, one after the other.
//
//	setup WARM RUNS
//
// Prints one JSON object: peer, runs, medianMs, p90Ms, leastMs, from CreateOffer until both ends are connected. The certificates are
// made ahead.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"os"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/pion/webrtc/v3"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func certificate() webrtc.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	made, err := webrtc.GenerateCertificate(key)
	must(err)
	return *made
}

// An end, and the candidates that wait for the description of whom they come from.
type end struct {
	pc        *webrtc.PeerConnection
	connected chan bool
	mutex     sync.Mutex
	described bool
	waiting   []webrtc.ICECandidateInit
}

func newEnd(made webrtc.Certificate) *end {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{Certificates: []webrtc.Certificate{made}})
	must(err)
	e := &end{pc: pc, connected: make(chan bool, 1)}
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			e.connected <- true
		}
		if s == webrtc.PeerConnectionStateFailed {
			must(fmt.Errorf("the connection failed"))
		}
	})
	return e
}

func (e *end) add(c webrtc.ICECandidateInit) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if !e.described {
		e.waiting = append(e.waiting, c)
		return
	}
	must(e.pc.AddICECandidate(c))
}

func (e *end) describe(d webrtc.SessionDescription) {
	must(e.pc.SetRemoteDescription(d))
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.described = true
	for _, c := range e.waiting {
		must(e.pc.AddICECandidate(c))
	}
}

func trickle(from, to *end) {
	from.pc.OnICECandidate(func(c *webrtc.ICECandidate) {
		if c != nil {
			to.add(c.ToJSON())
		}
	})
}

func once(first, second webrtc.Certificate) float64 {
	a, b := newEnd(first), newEnd(second)
	trickle(a, b)
	trickle(b, a)
	_, err := a.pc.CreateDataChannel("setup", nil)
	must(err)
	begin := time.Now()
	offer, err := a.pc.CreateOffer(nil)
	must(err)
	must(a.pc.SetLocalDescription(offer))
	b.describe(offer)
	answer, err := b.pc.CreateAnswer(nil)
	must(err)
	must(b.pc.SetLocalDescription(answer))
	a.describe(answer)
	<-a.connected
	<-b.connected
	millis := float64(time.Since(begin).Nanoseconds()) / 1e6
	must(a.pc.Close())
	must(b.pc.Close())
	return millis
}

func main() {
	warm, err := strconv.Atoi(os.Args[1])
	must(err)
	runs, err := strconv.Atoi(os.Args[2])
	must(err)
	first, second := certificate(), certificate()
	for i := 0; i < warm; i++ {
		once(first, second)
	}
	times := make([]float64, runs)
	for i := range times {
		times[i] = once(first, second)
	}
	sort.Float64s(times)
	fmt.Printf("{\"peer\":\"pion\",\"runs\":%d,\"medianMs\":%.2f,\"p90Ms\":%.2f,\"leastMs\":%.2f}\n",
		runs, times[runs/2], times[runs*9/10], times[0])
	os.Exit(0)
}
