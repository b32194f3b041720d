// What every peer in JavaScript does with data channels. It runs in browsers' pages too, so it names nothing outside itself.

/**
 * Echoes what comes on channels of the other end and on two that both ends have by their ids, closes one at the word, and opens
 * one of its own on which it says hello and tells what comes back.
 *
 * answer: what goes back for a message, for a stack that cannot send the same.
 */
export function data(pc, say, answer = (message) => message) {
  const echo = (channel) => {
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => (data === 'close' ? channel.close() : channel.send(answer(data)));
    channel.onclose = () => say({ ev: 'closed', label: channel.label });
  };
  pc.ondatachannel = ({ channel }) => echo(channel);
  for (const id of [400, 401]) echo(pc.createDataChannel('negotiated', { negotiated: true, id }));
  const own = pc.createDataChannel('fromthem');
  own.onopen = () => own.send('hello');
  own.onmessage = ({ data }) => say({ ev: 'echo', data });
}
