// pion: Go, passes RTP through. Speaks the lines of `vivavoce peer`.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pion/webrtc/v3"
	"github.com/pion/webrtc/v3/pkg/media"
)

var out sync.Mutex

func say(line interface{}) {
	text, _ := json.Marshal(line)
	out.Lock()
	defer out.Unlock()
	fmt.Println(string(text))
}

func check(err error) {
	if err != nil {
		say(map[string]string{"ev": "error", "e": err.Error()})
		os.Exit(1)
	}
}

// Opus packets, each after its length in 16 bits.
func readPackets(file string) (packets [][]byte) {
	all, err := os.ReadFile(file)
	check(err)
	for len(all) > 2 {
		n := int(binary.BigEndian.Uint16(all))
		packets = append(packets, all[2:2+n])
		all = all[2+n:]
	}
	return
}

// What data.mjs does.
func channels(pc *webrtc.PeerConnection) {
	echo := func(d *webrtc.DataChannel) {
		d.OnMessage(func(m webrtc.DataChannelMessage) {
			if m.IsString && string(m.Data) == "close" {
				check(d.Close())
			} else if m.IsString {
				check(d.SendText(string(m.Data)))
			} else {
				check(d.Send(m.Data))
			}
		})
		d.OnClose(func() { say(map[string]string{"ev": "closed", "label": d.Label()}) })
	}
	pc.OnDataChannel(echo)
	yes := true
	for _, id := range []uint16{400, 401} {
		id := id
		d, err := pc.CreateDataChannel("negotiated", &webrtc.DataChannelInit{Negotiated: &yes, ID: &id})
		check(err)
		echo(d)
	}
	own, err := pc.CreateDataChannel("fromthem", nil)
	check(err)
	own.OnOpen(func() { check(own.SendText("hello")) })
	own.OnMessage(func(m webrtc.DataChannelMessage) {
		say(map[string]string{"ev": "echo", "data": string(m.Data)})
	})
}

func main() {
	role := os.Args[1]
	flags := flag.NewFlagSet("pion", flag.ExitOnError)
	seconds := flags.Float64("seconds", 7, "")
	in := flags.String("in", "", "")
	outFile := flags.String("out", "", "")
	trickle := flags.Bool("trickle", false, "")
	data := flags.Bool("data", false, "")
	silent := flags.Bool("silent", false, "")
	flags.Float64("hertz", 660, "")
	check(flags.Parse(os.Args[2:]))

	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	check(err)
	track, err := webrtc.NewTrackLocalStaticSample(
		webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}, "audio", "pion")
	check(err)
	if !*silent {
		sender, err := pc.AddTrack(track)
		check(err)
		go func() {
			b := make([]byte, 1500)
			for {
				if _, _, err := sender.Read(b); err != nil {
					return
				}
			}
		}()
	}
	var heard []byte
	var lock sync.Mutex
	pc.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			p, _, err := t.ReadRTP()
			if err != nil {
				return
			}
			lock.Lock()
			heard = binary.BigEndian.AppendUint16(heard, uint16(len(p.Payload)))
			heard = append(heard, p.Payload...)
			lock.Unlock()
		}
	})
	if *data {
		channels(pc)
	}
	connected := make(chan struct{})
	var once sync.Once
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		say(map[string]string{"ev": "state", "s": s.String()})
		if s == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(connected) })
		}
	})
	if *trickle {
		pc.OnICECandidate(func(c *webrtc.ICECandidate) {
			if c != nil {
				say(map[string]interface{}{"candidate": c.ToJSON()})
			}
		})
	}
	describe := func(d webrtc.SessionDescription) {
		gathered := webrtc.GatheringCompletePromise(pc)
		check(pc.SetLocalDescription(d))
		if !*trickle {
			<-gathered
		}
		say(pc.LocalDescription())
	}
	if role == "offer" {
		d, err := pc.CreateOffer(nil)
		check(err)
		describe(d)
	}
	over := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		lines.Buffer(make([]byte, 1<<20), 1<<20)
		for lines.Scan() {
			text := lines.Text()
			if strings.Contains(text, "\"sdp\"") {
				var d webrtc.SessionDescription
				check(json.Unmarshal([]byte(text), &d))
				check(pc.SetRemoteDescription(d))
				if d.Type == webrtc.SDPTypeOffer {
					a, err := pc.CreateAnswer(nil)
					check(err)
					describe(a)
				}
			} else if strings.TrimSpace(text) != "" {
				var c struct{ Candidate webrtc.ICECandidateInit }
				check(json.Unmarshal([]byte(text), &c))
				check(pc.AddICECandidate(c.Candidate))
			}
		}
		close(over)
	}()
	select {
	case <-connected:
	case <-over:
		check(errors.New("standard input ended before there was a connection"))
	}
	var tone [][]byte
	if !*silent {
		tone = readPackets(*in)
	}
	ticker := time.NewTicker(20 * time.Millisecond)
	end := time.After(time.Duration(*seconds * float64(time.Second)))
	for i := 0; ; i++ {
		select {
		case <-ticker.C:
			if *silent {
				continue
			}
			check(track.WriteSample(media.Sample{Data: tone[i%len(tone)], Duration: 20 * time.Millisecond}))
			continue
		case <-over:
		case <-end:
		}
		break
	}
	lock.Lock()
	check(os.WriteFile(*outFile, heard, 0o644))
	lock.Unlock()
	say(map[string]string{"ev": "done"})
	check(pc.Close())
}
