// js-libp2p wants Node 22. What it lacks on Node 20, and on Debian's Node 18:
import { webcrypto } from 'node:crypto'

Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new Promise((yes, no) => { resolve = yes; reject = no })
  return { promise, resolve, reject }
}
globalThis.crypto ??= webcrypto
globalThis.CustomEvent ??= class CustomEvent extends Event {
  #detail
  constructor (type, options) {
    super(type, options)
    this.#detail = options?.detail ?? null
  }
  get detail () { return this.#detail }
}
