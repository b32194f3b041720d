// A js-libp2p node, driven by one JSON object per line on standard input and telling what happens in the same way on
// standard output. Listens on loopback unless told otherwise, and ends with its input.
//
//   in   {"do":"dial","address":…} {"do":"ping","peer":…} {"do":"identify","peer":…} {"do":"hangUp","peer":…}
//        {"do":"subscribe","topic":…} {"do":"unsubscribe","topic":…} {"do":"publish","topic":…,"data":base64}
//        {"do":"raw","peer":…,"rpc":base64}   sends an RPC's bytes to a peer, whatever they are
//        each with "n", which the answer repeats: {"n":…,"ok":…} or {"n":…,"error":…}
//   out  {"event":"listening","id":…,"addresses":[…]} {"event":"message","topic":…,"data":base64,"from":…}
//        {"event":"subscription","peer":…,"topic":…,"subscribe":…}
//
//        {"event":"discovered","peer":…,"addresses":[…]} {"event":"connected","peer":…}
//
// The first argument is a JSON object of options: "gossipsub" for its own, "relay":true to subscribe to what neighbours announce,
// "listen" for another address to listen at, "mdns":true to look for peers by multicast.
import { createInterface } from 'node:readline'
import { createLibp2p } from 'libp2p'
import { tcp } from '@libp2p/tcp'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify, identifyPush } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { gossipsub } from '@libp2p/gossipsub'
import { mdns } from '@libp2p/mdns'
import { multiaddr } from '@multiformats/multiaddr'

const options = JSON.parse(process.argv[2] ?? '{}')
const say = what => process.stdout.write(JSON.stringify(what) + '\n')

const node = await createLibp2p({
  addresses: { listen: [options.listen ?? '/ip4/127.0.0.1/tcp/0'] },
  peerDiscovery: options.mdns ? [mdns({ interval: 2000 })] : [],
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: {
    identify: identify(),
    identifyPush: identifyPush(),
    ping: ping(),
    pubsub: gossipsub({ emitSelf: false, allowPublishToZeroTopicPeers: true, ...options.gossipsub })
  }
})
const pubsub = node.services.pubsub

pubsub.addEventListener('message', ({ detail }) => say({
  event: 'message',
  topic: detail.topic,
  data: Buffer.from(detail.data).toString('base64'),
  from: detail.from?.toString(),
  type: detail.type
}))
pubsub.addEventListener('subscription-change', ({ detail }) => {
  for (const { topic, subscribe } of detail.subscriptions) {
    say({ event: 'subscription', peer: detail.peerId.toString(), topic, subscribe })
    // A naive relay: it is in what its neighbours announce, and does not leave.
    if (options.relay && subscribe) pubsub.subscribe(topic)
  }
})

node.addEventListener('peer:discovery', ({ detail }) => say({
  event: 'discovered', peer: detail.id.toString(), addresses: detail.multiaddrs.map(each => each.toString())
}))
node.addEventListener('peer:connect', ({ detail }) => say({ event: 'connected', peer: detail.toString() }))

const peerOf = text => {
  const peer = node.getPeers().find(each => each.toString() === text)
  if (peer == null) throw new Error('not connected with ' + text)
  return peer
}

const commands = {
  dial: async ({ address }) => (await node.dial(multiaddr(address))).remotePeer.toString(),
  ping: async ({ peer }) => await node.services.ping.ping(peerOf(peer)),
  identify: async ({ peer }) => {
    const connection = node.getConnections(peerOf(peer))[0]
    const result = await node.services.identify.identify(connection)
    return {
      peer: result.peerId.toString(),
      agent: result.agentVersion,
      protocols: result.protocols,
      addresses: result.listenAddrs.map(each => each.toString()),
      observed: result.observedAddr?.toString(),
      signed: result.signedPeerRecord?.addresses?.map(each => each.toString())
    }
  },
  hangUp: async ({ peer }) => await node.hangUp(peerOf(peer)),
  subscribe: async ({ topic }) => pubsub.subscribe(topic),
  unsubscribe: async ({ topic }) => pubsub.unsubscribe(topic),
  publish: async ({ topic, data }) => (await pubsub.publish(topic, Buffer.from(data, 'base64'))).recipients.length,
  mesh: async ({ topic }) => pubsub.getMeshPeers(topic).map(each => each.toString()),
  subscribers: async ({ topic }) => pubsub.getSubscribers(topic).map(each => each.toString()),
  raw: async ({ peer, rpc, protocol }) => {
    const stream = await node.getConnections(peerOf(peer))[0].newStream(protocol ?? '/meshsub/1.1.0')
    stream.send(Buffer.from(rpc, 'base64'))
  }
}

say({ event: 'listening', id: node.peerId.toString(), addresses: node.getMultiaddrs().map(each => each.toString()) })

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  Promise.resolve()
    .then(() => commands[command.do](command))
    .then(ok => say({ n: command.n, ok: ok ?? null }), error => say({ n: command.n, error: String(error?.message ?? error) }))
}
await node.stop()
process.exit(0)
