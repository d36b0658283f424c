import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { call, listen, openSession } from '../../bench/http-client.js'

const PROGRAM = fileURLToPath(new URL('../fixtures/chatting-and-flooding.js', import.meta.url))
const BEATS = 30

test('sessions that stall or flood neither delay nor drop records of the others', async () => {
  const child = spawn(process.execPath, [PROGRAM, String(BEATS)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const url = `http://127.0.0.1:${Number(port)}`
  const sessions = await Promise.all(Array.from({ length: 20 }, () => openSession(url)))
  const bad = await Promise.all(sessions.slice(16).map((session) => call(url, session, 'flood')))
  // Two stall, two read.
  for (const response of bad.slice(2)) response.resume()
  const heard = await Promise.all(sessions.slice(0, 16).map((session) => chat(url, session)))
  const all = Array.from({ length: BEATS }, (_, n) => n)
  for (const beats of heard) expect(beats).toEqual(all)
  for (const response of bad) response.destroy()
  child.kill()
})

/** The beats that arrive during one call. */
async function chat(url: string, session: string): Promise<unknown[]> {
  const beats: unknown[] = []
  const response = await call(url, session, 'chat')
  listen(response, ({ beat }) => beats.push(beat))
  await once(response, 'end')
  return beats
}
